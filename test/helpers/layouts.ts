import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encode } from 'fast-png';
import sharp from 'sharp';
import type { Sample } from '../../src/core/interfaces/dataset.js';
import { Shapes } from '../../src/plugins/datasets/shapes.js';

const demo = Shapes.create({ size: 64, images: { train: 10, val: 1, test: 1 } }).open();

const COLORS = [
  [0, 0, 0],
  [128, 0, 0],
  [0, 128, 0],
  [128, 128, 0],
  [0, 0, 128],
] as const;

/** Ten images of the demo. */
export const demoSamples = demo.then((open) =>
  Promise.all(Array.from({ length: 10 }, (_, i) => open.split('train').sample(i))),
);

const NAMES = ['background', 'horizontal', 'vertical', 'checker', 'dots'];

type Builder = (root: string) => Promise<void>;

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

function picture({ image, width, height }: Sample) {
  return sharp(image, { raw: { width, height, channels: 3 } });
}

async function writePhoto(file: string, sample: Sample): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await picture(sample).toFile(file);
}

/** A grey PNG with `value` of each class. */
function grey({ width, height, label }: Sample, value: (label: number) => number = (each) => each): Uint8Array {
  return encode({ width, height, channels: 1, data: label.map(value) });
}

/** An RGB picture of the classes. */
function colored(sample: Sample, colors: readonly (readonly number[])[] = COLORS) {
  const rgb = Uint8Array.from([...sample.label].flatMap((label) => colors[label]!));
  return picture({ ...sample, image: rgb });
}

/** Writes every image and mask where `place` says. */
async function pairs(
  root: string,
  place: (i: number) => { image: string; mask: string },
  mask: (sample: Sample) => Uint8Array | Promise<Uint8Array> = grey,
): Promise<void> {
  for (const [i, sample] of (await demoSamples).entries()) {
    const { image, mask: file } = place(i);
    await writePhoto(join(root, image), sample);
    await write(join(root, file), await mask(sample));
  }
}

const split = (i: number, [train, val] = ['train', 'val']) => (i < 8 ? train : val)!;
const flat = (i: number) => ({ image: `images/p${i}.jpg`, mask: `masks/p${i}.png` });
const binary = (label: number) => (label > 2 ? 255 : 0);
const png = (sample: Sample, colors?: readonly (readonly number[])[]) => colored(sample, colors).png().toBuffer();

/** Two rectangles for an image, `[class, left, top, right, bottom]`. */
function boxes(i: number): readonly (readonly [name: string, ...box: [number, number, number, number]])[] {
  return [
    ['car', 4 + i, 8, 40, 40],
    ['person', 30, 20 + i, 50, 60],
  ];
}

async function coco(root: string): Promise<void> {
  const images = (await demoSamples).map((_, i) => ({ id: i, file_name: `p${i}.jpg`, width: 64, height: 64 }));
  for (const [i, sample] of (await demoSamples).entries()) await writePhoto(join(root, 'images', `p${i}.jpg`), sample);
  const annotations = images.flatMap(({ id }) =>
    boxes(id).map(([name, l, t, r, b]) => ({
      image_id: id,
      category_id: name === 'car' ? 1 : 2,
      segmentation: [[l, t, r, t, r, b, l, b]],
    })),
  );
  const crowd = { image_id: 0, category_id: 1, segmentation: { counts: [1], size: [64, 64] } };
  const categories = [
    { id: 0, name: 'objects' },
    { id: 1, name: 'car' },
    { id: 2, name: 'person' },
  ];
  const content = { images, categories, annotations: [...annotations, crowd] };
  await write(join(root, 'annotations/instances_default.json'), JSON.stringify(content));
}

async function labelme(root: string): Promise<void> {
  for (const [i, sample] of (await demoSamples).entries()) {
    await writePhoto(join(root, `p${i}.jpg`), sample);
    const shapes = boxes(i).map(([label, l, t, r, b], k) =>
      k === 0
        ? {
            label,
            shape_type: 'rectangle',
            points: [
              [l, t],
              [r, b],
            ],
          }
        : {
            label,
            shape_type: 'polygon',
            points: [
              [l, t],
              [r, t],
              [r, b],
              [l, b],
            ],
          },
    );
    const content = { version: '5.4.1', imagePath: `p${i}.jpg`, shapes, imageHeight: 64, imageWidth: 64 };
    await write(join(root, `p${i}.json`), JSON.stringify(content));
  }
}

async function instances(root: string): Promise<void> {
  for (const [i, sample] of (await demoSamples).entries()) {
    await writePhoto(join(root, `p${i}/images/p${i}.png`), sample);
    for (const object of [1, 2, 3, 4]) {
      await write(
        join(root, `p${i}/masks/o${object}.png`),
        grey(sample, (label) => (label === object ? 255 : 0)),
      );
    }
  }
}

async function voc(root: string): Promise<void> {
  await pairs(root, (i) => ({ image: `JPEGImages/p${i}.jpg`, mask: `SegmentationClass/p${i}.png` }));
  const list = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `p${from + i}\n`).join('');
  await write(join(root, 'ImageSets/Segmentation/train.txt'), list(0, 8));
  await write(join(root, 'ImageSets/Segmentation/val.txt'), list(8, 10));
}

async function roboflow(root: string): Promise<void> {
  const names = NAMES.map((name, i) => ` ${i}, ${name}\n`).join('');
  await pairs(root, (i) => {
    const folder = split(i, ['train', 'valid']);
    return { image: `${folder}/p${i}.jpg`, mask: `${folder}/p${i}_mask.png` };
  });
  for (const folder of ['train', 'valid'])
    await write(join(root, folder, '_classes.csv'), `Pixel Value, Class\n${names}`);
}

async function colorCoded(root: string): Promise<void> {
  await pairs(root, flat, png);
  const rows = NAMES.map((name, i) => `${name},${COLORS[i]!.join(',')}\n`).join('');
  await write(join(root, 'class_dict.csv'), `name,r,g,b\n${rows}`);
}

const CITY_IDS = [7, 8, 11, 21, 26];

/** The ways in which people keep masks, each written by a function from images of the demo. */
export const LAYOUTS: Readonly<Record<string, Builder>> = {
  'images and masks, flat': (root) => pairs(root, flat),
  'folders of splits inside': (root) =>
    pairs(root, (i) => ({ image: `images/${split(i)}/p${i}.jpg`, mask: `labels/${split(i)}/p${i}.png` })),
  'folders of splits outside': (root) =>
    pairs(root, (i) => {
      const folder = split(i, ['train', 'valid']);
      return { image: `${folder}/images/p${i}.jpg`, mask: `${folder}/masks/p${i}.png` };
    }),
  'masks told by their names': (root) => pairs(root, (i) => ({ image: `p${i}.jpg`, mask: `p${i}_mask.png` })),
  Roboflow: roboflow,
  'PASCAL VOC': voc,
  Cityscapes: (root) =>
    pairs(
      root,
      (i) => ({
        image: `leftImg8bit/${split(i)}/bonn/p${i}_leftImg8bit.png`,
        mask: `gtFine/${split(i)}/bonn/p${i}_gtFine_labelIds.png`,
      }),
      (sample) => grey(sample, (label) => CITY_IDS[label]!),
    ),
  CamVid: (root) =>
    pairs(root, (i) => {
      const folder = i === 9 ? 'test' : split(i);
      return { image: `${folder}/p${i}.png`, mask: `${folder}annot/p${i}.png` };
    }),
  'COCO polygons': coco,
  'labelme polygons': labelme,
  'a mask for each object': instances,
  'masks of 0 and 255': (root) => pairs(root, flat, (sample) => grey(sample, binary)),
  'masks of colours with a list': colorCoded,
  'masks of colours without a list': (root) => pairs(root, flat, png),
  'grey masks stored as colours': (root) =>
    pairs(root, flat, (sample) =>
      png(
        sample,
        NAMES.map((_, i) => [binary(i), binary(i), binary(i)]),
      ),
    ),
  'JPEG masks': (root) =>
    pairs(
      root,
      (i) => ({ image: `images/p${i}.png`, mask: `masks/p${i}.jpg` }),
      (sample) =>
        colored(
          sample,
          NAMES.map((_, i) => [binary(i), binary(i), binary(i)]),
        )
          .jpeg({ quality: 90 })
          .toBuffer(),
    ),
};

/** Writes a layout into a folder of the given one; returns its name. */
export async function writeLayout(folder: string, layout: string): Promise<string> {
  const root = join(folder, 'photos');
  await LAYOUTS[layout]!(root);
  return basename(root);
}

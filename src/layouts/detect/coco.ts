import { readFile } from 'node:fs/promises';
import { basename, dirname, join, parse, sep } from 'node:path';
import { z } from 'zod';
import { type FolderTree, filesBelow, isImage } from '../folder-tree.js';
import type { FoundSample, LayoutDetector, Outline } from '../layout.js';
import { splitOf } from '../split-names.js';

const Coco = z.object({
  images: z.array(z.object({ id: z.union([z.number(), z.string()]), file_name: z.string() })),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
  annotations: z.array(
    z.object({ image_id: z.union([z.number(), z.string()]), category_id: z.number(), segmentation: z.unknown() }),
  ),
});

type Coco = z.output<typeof Coco>;

const Polygons = z.array(z.array(z.number()).min(6));

/** Files that COCO's own tools and exports write: one for each split, beside the images or in `annotations`. */
export const coco: LayoutDetector = async (tree) => {
  const candidates = filesBelow(tree).filter((file) => file.endsWith('.json') && mayBeCoco(tree, file));
  const read = await Promise.all(candidates.map(async (file) => ({ file, content: await readCoco(file) })));
  const found = read.flatMap(({ file, content }) => (content ? [{ file, content }] : []));
  if (found.length === 0) return undefined;
  const images = filesBelow(tree).filter(isImage);
  const samples = found.flatMap(({ file, content }) => samplesOf(file, content, images));
  if (samples.length === 0) return undefined;
  const used = new Set(
    samples.flatMap(({ mask }) => (mask.kind === 'polygons' ? mask.outlines : [])).map((outline) => outline.className),
  );
  const names = new Set(
    found.flatMap(({ content }) => content.categories.map(({ name }) => name)).filter((name) => used.has(name)),
  );
  const classes = ['background', ...names].map((name) => ({ name }));
  return { name: 'COCO polygons', samples, classes };
};

/** Labelme writes a file for each image; COCO few of them. */
function mayBeCoco(tree: FolderTree, file: string): boolean {
  const beside = dirname(file) === tree.path ? tree : undefined;
  const json = beside?.files.filter((name) => name.endsWith('.json')).length ?? 0;
  return json < 20 || /coco|instances|annotations/i.test(basename(file));
}

async function readCoco(file: string): Promise<Coco | undefined> {
  try {
    return Coco.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function samplesOf(file: string, { images, annotations, categories }: Coco, files: readonly string[]): FoundSample[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const drawn = new Map<number | string, { outlines: Outline[]; undrawable: number }>();
  for (const { image_id, category_id, segmentation } of annotations) {
    const entry = drawn.get(image_id) ?? { outlines: [], undrawable: 0 };
    drawn.set(image_id, entry);
    const polygons = Polygons.safeParse(segmentation).data;
    const className = names.get(category_id);
    if (!polygons || polygons.length === 0 || className === undefined) entry.undrawable++;
    else entry.outlines.push({ className, rings: polygons.map(points) });
  }
  const split = splitIn(parse(file).name) ?? splitOf(basename(dirname(file)));
  return images.flatMap(({ id, file_name }): FoundSample[] => {
    const image = locate(file_name, file, files);
    if (!image) return [];
    const mask = { kind: 'polygons' as const, ...(drawn.get(id) ?? { outlines: [], undrawable: 0 }) };
    return [{ id: parse(image).name, image, mask, ...(split && { split }) }];
  });
}

/** The image beside the file if there is one, else the first below the folder that has its name. */
function locate(name: string, file: string, files: readonly string[]): string | undefined {
  const beside = join(dirname(file), name);
  return files.includes(beside) ? beside : files.find((each) => each.endsWith(`${sep}${name}`));
}

/** `instances_train2017` */
function splitIn(name: string): string | undefined {
  return name
    .split(/[_.\-\d]+/)
    .map(splitOf)
    .find(Boolean);
}

function points(flat: readonly number[]): [number, number][] {
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}

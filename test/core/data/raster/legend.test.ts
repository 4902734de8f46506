import test from 'ava';
import sharp from 'sharp';
import { contactSheet } from '../../../../src/core/data/raster/contact-sheet.js';
import { encodeOverlay } from '../../../../src/core/evaluation/overlay.js';

const classes = [
  { name: 'Background', color: [10, 20, 30] },
  { name: 'road & <kerb>', color: [128, 64, 128] },
  { name: 'sky', color: [0, 0, 255] },
  { name: 'a class of a name that needs a line of its own', color: [0, 200, 0] },
] as const;

const [width, height] = [40, 30];
const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) % 256);

/** The colours of which at least so many pixels lie in a part of a PNG; letters are of many greys, keys of one colour. */
async function colorsOf(png: Buffer, top: number, least = 30): Promise<string[]> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = new Map<string, number>();
  for (let i = 3 * info.width * top; i < data.length; i += 3) {
    const color = data.subarray(i, i + 3).join();
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= least).map(([color]) => color);
}

/** Half background, the other half of a class. */
const halves = (label: number) => Uint8Array.from({ length: width * height }, (_, i) => (i % 2 ? label : 0));

test('the legend of an overlay shows the classes that occur, below an image that stays what it is', async (t) => {
  const picture = { width, height, image, mask: halves(1) };
  const [plain, explained] = [
    await encodeOverlay(picture, classes),
    await encodeOverlay(picture, classes, { legend: true }),
  ];
  const top = await sharp(explained).extract({ left: 0, top: 0, width, height }).raw().toBuffer();
  t.deepEqual(top, await sharp(plain).raw().toBuffer());
  const colors = await colorsOf(explained, height);
  t.true(colors.includes('128,64,128') && colors.includes('255,255,255'));
  t.false(colors.includes('10,20,30'), 'the background is not painted');
  t.false(colors.includes('0,0,255') || colors.includes('0,200,0'), 'what does not occur is left out');
  t.false(colors.includes('90,90,90'));
});

test('pixels without a label are striped in the legend, and a long name goes to the next line', async (t) => {
  const size = async (label: number) => {
    const overlay = await encodeOverlay({ width, height, image, mask: halves(label) }, classes, { legend: true });
    return { overlay, ...(await sharp(overlay).metadata()) };
  };
  const [short, long, none] = [await size(2), await size(3), await size(255)];
  t.true(long.height! > short.height!);
  t.is(long.width, short.width);
  const colors = await colorsOf(none.overlay, height, 8);
  t.true(colors.includes('90,90,90') && colors.includes('165,165,165'), colors.join(' '));
});

test('names are written', async (t) => {
  const named = async (name: string) => {
    const renamed = [classes[0], { ...classes[1], name }];
    return encodeOverlay({ width, height, image, mask: halves(1) }, renamed, { legend: true });
  };
  t.notDeepEqual(await named('road'), await named('rail'));
});

test('a contact sheet has one legend for all its masks, in which the background has its colour', async (t) => {
  const samples = [1, 255].map((label) => ({ id: `${label}`, width, height, image, label: halves(label) }));
  const sheet = await contactSheet(samples, classes);
  const pictures = 2 * 6 + Math.ceil((200 * height) / width);
  const colors = await colorsOf(sheet, pictures, 20);
  t.true(
    ['10,20,30', '128,64,128', '90,90,90'].every((color) => colors.includes(color)),
    colors.join(' '),
  );
  t.false(colors.includes('0,0,255'));
});

import type { ClassInfo, Sample } from '../../interfaces/dataset.js';
import { colorize } from './colorize.js';
import { drawLegend } from './legend.js';
import { sharp } from './sharp.js';

/** Longest side of a picture on the sheet, in pixels. */
const CELL = 200;
const GAP = 6;

/**
 * Images, each with its coloured mask at its right, row by row, and below them the classes that occur.
 * @param columns pairs in a row
 * @returns a PNG
 */
export async function contactSheet(
  samples: readonly Sample[],
  classes: readonly ClassInfo[],
  columns = 3,
): Promise<Buffer> {
  const pictures = await Promise.all(
    samples.flatMap((sample) => [
      thumbnail(sample, sample.image, 'linear'),
      thumbnail(sample, colorize(sample.label, classes, sample.width), 'nearest'),
    ]),
  );
  const perRow = Math.min(columns, samples.length) * 2;
  const rows = Math.ceil(pictures.length / perRow);
  const tallest = Math.max(...samples.map(({ width, height }) => height / Math.max(width, height)));
  const stepX = CELL + GAP;
  const stepY = Math.ceil(CELL * tallest) + GAP;
  const [width, height] = [perRow * stepX + GAP, rows * stepY + GAP];
  const labels = samples.map(({ label }) => label);
  const legend = await drawLegend(width, labels, classes);
  return sharp({ create: { width, height: height + legend.height, channels: 3, background: '#ffffff' } })
    .composite([
      ...pictures.map((input, i) => ({
        input,
        left: GAP + (i % perRow) * stepX,
        top: GAP + Math.floor(i / perRow) * stepY,
      })),
      { input: legend.png, left: 0, top: height },
    ])
    .removeAlpha()
    .png()
    .toBuffer();
}

function thumbnail({ width, height }: Sample, rgb: Uint8Array, kernel: 'linear' | 'nearest'): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(CELL, CELL, { fit: 'inside', kernel })
    .png()
    .toBuffer();
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadSegmenter } from '../../../src/api/segmenter.js';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import type { OpenSuite } from '../harness/case-suite.js';
import { attempt } from './errors.js';
import { trainHere } from './finished-run.js';

/** Pixels along a side; each doubling is as likely as the next, since the largest take half a minute of work. */
const SIDES = [250, 12_000] as const;

/** Large pictures in small files: every pixel is predicted, in memory that does not grow as the features of all would. */
export const open: OpenSuite = async (folder) => {
  const segmenter = await loadSegmenter(await trainHere(folder, 'run'));
  return async (random) => {
    const [width, height] = [side(random), side(random)];
    const file = join(folder, 'large.png');
    const background = { r: 90, g: 20, b: 200 };
    await sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toFile(file);
    const predicted = await attempt(() => segmenter.predict(file));
    await rm(file);
    const problems: string[] = [];
    if ('raw' in predicted) problems.push(`${width}x${height}: a raw error: ${predicted.raw}`);
    else if ('refusal' in predicted) problems.push(`${width}x${height} was refused: ${predicted.refusal.message}`);
    else if (predicted.value.mask.length !== width * height)
      problems.push(`${width}x${height}: a mask of another size`);
    return { problems };
  };
};

function side(random: RandomStream): number {
  return Math.round(Math.exp(random.between(...(SIDES.map(Math.log) as [number, number]))));
}

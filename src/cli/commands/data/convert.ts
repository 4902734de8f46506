import { Command } from 'commander';
import type { ConvertDataResult } from '../../../api/convert-data.js';
import { USER_ERROR } from '../../exit-codes.js';
import { positiveInteger, share } from '../../options.js';
import { printProblems } from '../../print-problems.js';
import { showSplitProgress } from '../../split-progress.js';

interface Options {
  readonly out?: string;
  readonly nearestColor?: boolean;
  readonly classes?: string;
  readonly valShare: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `contraseg data convert`: index PNGs from masks of any kind. */
export function convertDataCommand(): Command {
  return new Command('convert')
    .description('write masks of any kind as index PNGs into a new folder; goes on where it was interrupted')
    .argument('<folder>', 'folder with images and masks, polygons (COCO, labelme) or a mask for each object')
    .option('-o, --out <folder>', 'new folder (default: <folder>-converted)')
    .option('--nearest-color', 'give each pixel to the nearest class: for JPEG masks and smoothed edges')
    .option('--classes <names>', 'names of the classes with commas between, in the order in which they are found')
    .option('--val-share <share>', 'share of the images to validate on, where the folder has no such split', share, 0.2)
    .option('--seed <number>', 'another seed draws other images to validate on', positiveInteger, 1)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg data convert photos --out photos-indexed --nearest-color')
    .action(async (folder: string, { classes, json, ...options }: Options) => {
      const { convertData } = await import('../../../api/convert-data.js');
      const names = classes?.split(',').map((name) => name.trim());
      const result = await convertData({ ...options, folder, classes: names, progress: showSplitProgress });
      if (json) console.log(JSON.stringify(result));
      else for (const line of describe(result)) console.log(line);
      if (result.problems.length === 0) return;
      printProblems(result.problems);
      process.exitCode = USER_ERROR;
    });
}

/** Classes and values that are named. */
const NAMED = 8;

function describe({ out, images, before, classes, ignoredPixels, undecided, problems }: ConvertDataResult): string[] {
  const total = classes.reduce((sum, { pixels }) => sum + pixels, ignoredPixels) || 1;
  const percent = (pixels: number) => `${((100 * pixels) / total).toFixed(2)} %`;
  const shares = classes.map(({ name, pixels }) => `${name} ${percent(pixels)}`);
  const left = Object.entries(undecided);
  const undecidedPixels = left.reduce((sum, [, pixels]) => sum + pixels, 0);
  return [
    `wrote      ${images - problems.length} masks${before > 0 ? `, ${before} of them before` : ''}: ${out}`,
    `classes    ${listed(shares)}`,
    ...(ignoredPixels > 0 ? [`ignored    ${percent(ignoredPixels)} of the pixels`] : []),
    ...(left.length > 0
      ? [
          `undecided  ${percent(undecidedPixels)} of the pixels, ignored from now on: ${listed(left.map(([code, pixels]) => `${code} (${pixels} px)`))}`,
          'hint       --nearest-color gives each of them to the nearest class',
        ]
      : []),
  ];
}

function listed(items: readonly string[]): string {
  return items.length > NAMED ? `${items.slice(0, NAMED).join(', ')}, ${items.length - NAMED} more` : items.join(', ');
}

import { readdir, readFile } from 'node:fs/promises';
import { type ConvertDataResult, convertData } from '../../api/convert-data.js';
import type { ConvertCommandOptions } from '../commands/data/convert.js';
import { USER_ERROR } from '../exit-codes.js';
import { DEFAULT_CONFIG } from '../options.js';
import { give, say } from '../output.js';
import { printProblems } from '../print-problems.js';
import { showSplitProgress } from '../split-progress.js';

export async function runConvertData(folder: string, { classes, ...options }: ConvertCommandOptions): Promise<void> {
  const names = classes?.split(',').map((name) => name.trim());
  const result = await convertData({ ...options, folder, classes: names, progress: showSplitProgress });
  for (const line of describe(result)) say(line);
  if (result.problems.length === 0) say(`next       ${await nextCommand(result.out)}`);
  give(result);
  if (result.problems.length === 0) return;
  printProblems(result.problems);
  process.exitCode = USER_ERROR;
}

/** What trains on the folder: the configuration that `init` wrote for it, or one that is yet to be written. */
async function nextCommand(folder: string): Promise<string> {
  const files = (await readdir('.')).filter((file) => /\.ya?ml$/.test(file));
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!text.includes(`root: ${JSON.stringify(folder)}`)) continue;
    return `contraseg train${file === DEFAULT_CONFIG ? '' : ` ${file}`} --dry-run`;
  }
  return `contraseg init ${folder}${files.includes(DEFAULT_CONFIG) ? ' --out another.yaml' : ''}`;
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

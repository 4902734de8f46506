import Table from 'cli-table3';
import type { DataScan, SplitStatistics } from '../../core/data/inspection/scan.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';

const BAR_WIDTH = 30;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Counts and sizes of each split, and a bar chart of the classes' shares of the labelled pixels. */
export function formatScan({ splits, classes, ignoreIndex }: DataScan): string {
  return splits.map((split) => `${heading(split, ignoreIndex)}\n${chart(split, classes)}`).join('\n\n');
}

function heading({ name, images, sizes, classPixels, ignoredPixels }: SplitStatistics, ignoreIndex: number): string {
  const list = Object.entries(sizes).sort(([, a], [, b]) => b - a);
  const shown = list.slice(0, 5).map(([size, count]) => `${size} (${count})`);
  if (list.length > 5) shown.push(`${list.length - 5} more sizes`);
  const pixels = sum(classPixels) + ignoredPixels;
  const share = ((100 * ignoredPixels) / pixels).toFixed(2);
  const ignored = ignoredPixels > 0 ? `, ${share} % of the pixels ignored (their label is ${ignoreIndex})` : '';
  return `${name}: ${images} images, ${shown.join(', ') || 'none readable'}${ignored}`;
}

function chart({ classPixels, classImages }: SplitStatistics, classes: readonly ClassInfo[]): string {
  const table = new Table({
    head: ['class', 'pixels %', 'images', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  const labelled = sum(classPixels) || 1;
  const largest = Math.max(1, ...classPixels);
  classes.forEach(({ name }, c) => {
    const share = ((100 * classPixels[c]!) / labelled).toFixed(3);
    table.push([name, share, classImages[c]!, bar(classPixels[c]! / largest)]);
  });
  return table.toString();
}

/** @param share of the full width, 0–1 */
function bar(share: number): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

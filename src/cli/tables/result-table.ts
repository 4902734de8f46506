import Table from 'cli-table3';
import type { Comparison, PairedDifference } from '../../core/evaluation/bootstrap.js';
import { describeAbsent, percent } from '../../core/evaluation/figures.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import type { MetricResult } from '../../core/interfaces/metric.js';

/** One row per class and the means below; figures in percent, `–` for a class that a figure is not defined for. */
export function formatResult(
  { summary, perClass = {}, absent = [] }: MetricResult,
  classes: readonly ClassInfo[],
): string {
  const columns = Object.keys(perClass);
  const table = new Table({
    head: ['class', ...columns],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  classes.forEach(({ name }, i) => {
    table.push([name, ...columns.map((column) => percent(perClass[column]![i]!))]);
  });
  const means = Object.entries(summary).map(([name, value]) => `${name} ${percent(value)}`);
  const undefinedFigures = Object.values(perClass).some((values) => values.some(Number.isNaN));
  const lines = [table.toString(), means.join('   ')];
  if (absent.length > 0) lines.push(describeAbsent(absent, classes.length));
  if (undefinedFigures)
    lines.push(
      '– : not defined (0/0), because no pixel is of the class, or none was predicted, or (Fscore) none was hit; left out of the mean of its column',
    );
  return lines.join('\n');
}

/** IoU of A and B, their difference and its interval, for each class and on average; in percent. */
export function formatComparison({ mIoU, perClass }: Comparison, classes: readonly ClassInfo[]): string {
  const table = new Table({
    head: ['class', 'IoU A', 'IoU B', 'B - A', '95 % interval'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const row = (name: string, { a, b, difference, low, high }: PairedDifference) =>
    table.push([name, percent(a), percent(b), signed(difference), `${signed(low)} … ${signed(high)}`]);
  classes.forEach(({ name }, c) => {
    row(name, perClass[c]!);
  });
  row('mIoU', mIoU);
  return `${table.toString()}\nthe interval is a paired bootstrap over images; it does not cover the training seed`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${percent(value)}`;
}

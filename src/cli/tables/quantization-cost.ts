import Table from 'cli-table3';
import type { QuantizationCost } from '../../api/quantize-run.js';
import { percent } from '../../core/evaluation/figures.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';

/** How many classes are shown beside the mean: those that lose most. */
const SHOWN = 5;

/** `weights.bin 2.1 MB` */
export function describeFile({ name, bytes }: { readonly name: string; readonly bytes: number }): string {
  return bytes < 1e6 ? `${name} ${(bytes / 1e3).toFixed(1)} kB` : `${name} ${(bytes / 1e6).toFixed(1)} MB`;
}

/** The mIoU before and after, and the classes that lose most; or why that is not known. */
export function describeCost(cost: QuantizationCost, precision: string, classes: readonly ClassInfo[]): string {
  if ('unmeasured' in cost) {
    return `what ${precision} costs was not measured, for the data of the run cannot be read: ${cost.unmeasured}\n  say where they are, for example by --set data.root=<folder>`;
  }
  const { comparison, images, split } = cost;
  const table = new Table({
    head: ['IoU', 'float32', precision, 'difference'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const rows = comparison.perClass
    .map((figures, c) => ({ name: classes[c]!.name, ...figures }))
    .filter(({ difference }) => !Number.isNaN(difference))
    .sort((one, other) => one.difference - other.difference);
  for (const { name, a, b, difference } of [{ name: 'mean', ...comparison.mIoU }, ...rows.slice(0, SHOWN)]) {
    table.push([name, percent(a), percent(b), `${difference > 0 ? '+' : ''}${percent(difference)}`]);
  }
  const which = rows.length > SHOWN ? `; the ${SHOWN} classes that change most for the worse` : '';
  return `${table.toString()}\n${images} images of "${split}"${which}`;
}

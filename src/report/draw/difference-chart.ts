import * as Plot from '@observablehq/plot';
import type { PairedDifference } from '../../core/evaluation/bootstrap.js';
import { drawChart } from './chart.js';
import { labelWidth } from './class-bars.js';

const ROW = 28;

/** Difference of IoU for each class in percent points: a dot with its interval, beside the line of no difference. */
export function drawDifferences(classNames: readonly string[], differences: readonly PairedDifference[]): string {
  const rows = classNames.flatMap((name, classId) => {
    const { difference, low, high } = differences[classId]!;
    return Number.isNaN(difference) ? [] : [{ name, difference: 100 * difference, low: 100 * low, high: 100 * high }];
  });
  type Row = (typeof rows)[number];
  const color = ({ low, high }: Row) => (low > 0 || high < 0 ? 'var(--run-2)' : 'var(--muted)');
  return drawChart('Difference in IoU of each class with its 95 % interval, in percent points', {
    height: 60 + ROW * classNames.length,
    marginLeft: labelWidth(classNames),
    marginRight: 20,
    marginBottom: 40,
    x: { label: 'percent points', grid: true, nice: true, ticks: 6 },
    y: { domain: classNames, label: null, tickSize: 0 },
    color: { type: 'identity' },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: color, strokeWidth: 3, className: 'interval' }),
      Plot.dot(rows, {
        y: 'name',
        x: 'difference',
        fill: color,
        r: 5,
        title: ({ name, difference, low, high }: Row) =>
          `${name}: ${difference.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`,
      }),
    ],
  });
}

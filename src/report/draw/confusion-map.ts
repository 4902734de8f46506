import * as Plot from '@observablehq/plot';
import type { ConfusionCounts } from '../../core/interfaces/metric.js';
import { CHART_WIDTH, drawChart } from './chart.js';
import { labelWidth } from './class-bars.js';

/** With more classes the numbers would not fit into the cells. */
const MOST_NUMBERS = 15;

/** Strongest shade: numbers stay legible on it in both schemes. */
const SHADE = 0.45;

/** Where the pixels of each class went: rows are the truth and sum to 100 %. Shades grow with the square root, to show rare confusions. */
export function drawConfusion(
  { counts, classCount }: ConfusionCounts,
  classNames: readonly string[],
  color: string,
): string {
  const cells = classNames.flatMap((truth, t) => {
    const row = counts.subarray(t * classCount, (t + 1) * classCount);
    const total = row.reduce((sum, count) => sum + count, 0);
    return classNames.map((prediction, p) => ({ truth, prediction, share: total > 0 ? row[p]! / total : Number.NaN }));
  });
  const margin = labelWidth(classNames);
  const size = (CHART_WIDTH - margin - 8) / classCount;
  const place = { x: 'prediction', y: 'truth' };
  type Cell = (typeof cells)[number];
  return drawChart('Confusion matrix: share of each true class that is predicted as each class', {
    height: Math.max(size, 18) * classCount + margin + 30,
    marginLeft: margin + 14,
    marginTop: margin + 22,
    marginRight: 4,
    marginBottom: 4,
    padding: 0.04,
    x: { domain: classNames, axis: 'top', tickRotate: -90, tickSize: 0, label: 'predicted as', labelAnchor: 'left' },
    y: { domain: classNames, tickSize: 0, label: 'truth' },
    marks: [
      Plot.cell(cells, { ...place, fill: 'var(--surface)' }),
      Plot.cell(cells, {
        ...place,
        fill: color,
        fillOpacity: ({ share }: Cell) => SHADE * Math.sqrt(share || 0),
        className: 'confusion-cell',
        title: ({ truth, prediction, share }: Cell) =>
          `${(100 * share).toFixed(2)} % of ${truth} predicted as ${prediction}`,
      }),
      ...(classCount <= MOST_NUMBERS
        ? [
            Plot.text(cells, {
              ...place,
              text: ({ share }: Cell) => (Number.isNaN(share) ? '–' : share < 0.005 ? '' : (100 * share).toFixed(0)),
              fill: 'currentColor',
            }),
          ]
        : []),
    ],
    opacity: { type: 'identity' },
    color: { type: 'identity' },
  });
}

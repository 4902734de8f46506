import * as Plot from '@observablehq/plot';
import { drawChartFile } from '../report/draw/chart.js';
import { labelWidth } from '../report/draw/class-bars.js';
import { estimate } from './confidence.js';
import { commonBaseline, type PairingOptions, pairedRows, present } from './paired.js';
import type { RunResult } from './results.js';

const ROW = 26;

/**
 * Draws what each variant gains over the one that it is compared with, as an SVG that stands alone: a ring for each seed, the mean, and the 95 %
 * interval of the mean where there are two seeds or more.
 */
export function drawGains(results: readonly RunResult[], options: PairingOptions): string {
  const paired = pairedRows(results, options);
  const baseline = commonBaseline(paired) ?? 'the row without it';
  const rows = paired
    .filter(({ name, against }) => name !== against)
    .map(({ name, differences }) => ({ name, differences: present(differences) }))
    .filter(({ differences }) => differences.length > 0)
    .map((row) => ({ ...row, ...estimate(row.differences) }));
  const seeds = rows.flatMap(({ name, differences }) => differences.map((difference) => ({ name, difference })));
  const intervals = rows.filter(({ halfWidth }) => !Number.isNaN(halfWidth));
  return drawChartFile(`what each variant gains over ${baseline}, in points of ${options.metric}`, {
    height: 50 + ROW * rows.length,
    marginLeft: labelWidth(rows.map(({ name }) => name)),
    marginBottom: 40,
    x: { label: `${options.metric}, points over ${baseline}`, grid: true, ticks: 6 },
    y: { domain: rows.map(({ name }) => name), label: null },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(intervals, {
        y: 'name',
        x1: ({ mean, halfWidth }: (typeof rows)[number]) => mean - halfWidth,
        x2: ({ mean, halfWidth }: (typeof rows)[number]) => mean + halfWidth,
        stroke: 'var(--run-1)',
        strokeWidth: 3,
        strokeOpacity: 0.4,
      }),
      Plot.dot(seeds, { y: 'name', x: 'difference', r: 3.5, stroke: 'currentColor' }),
      Plot.dot(rows, { y: 'name', x: 'mean', r: 5, fill: 'var(--run-1)' }),
    ],
  });
}

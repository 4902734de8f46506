import * as Plot from '@observablehq/plot';
import type { Curve } from '../data/curves.js';
import { drawChart, RUN_COLORS } from './chart.js';

/** Strokes of the series of one chart, the first one solid. */
export const DASHES = ['none', '7 4', '2 3', '10 3 2 3'] as const;

/** With more points than this a noisy curve is drawn faintly, and its moving mean over it. */
const FEW_POINTS = 60;

/**
 * Draws one chart: a colour for each run, a dash for each series.
 * @param runs the chart's curves of each run
 * @param iterations where the horizontal axis ends
 */
export function drawCurves(title: string, runs: readonly (readonly Curve[])[], iterations: number): string {
  const curves = runs.flat();
  const series = seriesOf(runs);
  const marks = runs.flatMap((own, run) =>
    own.flatMap((curve) => curveMarks(curve, RUN_COLORS[run]!, DASHES[series.indexOf(curve.series) % DASHES.length]!)),
  );
  return drawChart(`${title}: ${curves.length === 1 ? 'a curve' : `${curves.length} curves`} over iterations`, {
    height: 260,
    marginTop: 32,
    marginLeft: 58,
    marginBottom: 40,
    x: { label: 'iteration', domain: [0, iterations] },
    y: { label: curves[0]!.unit, grid: true, nice: true, ticks: 5, tickFormat: shortNumber },
    marks,
  });
}

/** Names of a chart's series, in the order of their dashes. */
export function seriesOf(runs: readonly (readonly Curve[])[]): string[] {
  return [...new Set(runs.flat().map(({ series }) => series))];
}

function curveMarks({ points, noisy }: Curve, stroke: string, strokeDasharray: string): Plot.Markish[] {
  const channels = { x: 'iteration', y: 'value', stroke };
  if (!noisy || points.length <= FEW_POINTS) {
    const line = Plot.line(points, { ...channels, strokeWidth: 2, strokeDasharray });
    return points.length > 10 ? [line] : [line, Plot.dot(points, { ...channels, fill: stroke, r: 3.5 })];
  }
  const window = { k: Math.round(points.length / 25), anchor: 'middle', reduce: 'mean' } as const;
  return [
    Plot.line(points, { ...channels, strokeWidth: 1, strokeOpacity: 0.25 }),
    Plot.line(points, Plot.windowY(window, { ...channels, strokeWidth: 2, strokeDasharray })),
  ];
}

function shortNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-5) return value.toExponential(0);
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

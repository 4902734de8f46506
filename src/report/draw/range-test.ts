import * as Plot from '@observablehq/plot';
import { drawChartFile } from './chart.js';

export interface RangePoint {
  readonly learningRate: number;
  readonly loss: number;
  readonly smoothed: number;
}

/** Draws the loss over the learning rate of a range test as an SVG file. @param suggested is marked */
export function drawRangeTest(points: readonly RangePoint[], suggested: number | undefined): string {
  const least = Math.min(...points.map(({ smoothed }) => smoothed));
  const first = points[0]!.smoothed;
  return drawChartFile('Loss over the learning rate of a range test', {
    height: 320,
    marginLeft: 58,
    marginBottom: 40,
    x: { type: 'log', label: 'learning rate of the head', grid: true },
    y: { label: 'loss', grid: true, nice: true, domain: [0.9 * least, 1.5 * first], clamp: true },
    marks: [
      Plot.line(points, { x: 'learningRate', y: 'loss', stroke: 'var(--run-1)', strokeOpacity: 0.25 }),
      Plot.line(points, { x: 'learningRate', y: 'smoothed', stroke: 'var(--run-1)', strokeWidth: 2 }),
      ...(suggested === undefined ? [] : [Plot.ruleX([suggested], { stroke: 'var(--run-2)', strokeDasharray: '4 3' })]),
    ],
  });
}

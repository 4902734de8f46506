import * as Plot from '@observablehq/plot';
import { drawChart } from './chart.js';

export interface RangePoint {
  readonly learningRate: number;
  readonly loss: number;
  readonly smoothed: number;
}

/** Colours as they are, without variables of CSS, which many viewers of SVG do not know. */
const [LOSS, SUGGESTED] = ['#0b62b0', '#b34700'];

/** Draws the loss over the learning rate of a range test as an SVG file. @param suggested is marked */
export function drawRangeTest(points: readonly RangePoint[], suggested: number | undefined): string {
  const least = Math.min(...points.map(({ smoothed }) => smoothed));
  const first = points[0]!.smoothed;
  const chart = drawChart('Loss over the learning rate of a range test', {
    height: 320,
    marginLeft: 58,
    marginBottom: 40,
    x: { type: 'log', label: 'learning rate of the head', grid: true, tickFormat: '~r' },
    y: { label: 'loss', grid: true, nice: true, domain: [0.9 * least, 1.5 * first], clamp: true },
    marks: [
      Plot.line(points, { x: 'learningRate', y: 'loss', stroke: LOSS, strokeOpacity: 0.25 }),
      Plot.line(points, { x: 'learningRate', y: 'smoothed', stroke: LOSS, strokeWidth: 2 }),
      ...(suggested === undefined ? [] : [Plot.ruleX([suggested], { stroke: SUGGESTED, strokeDasharray: '4 3' })]),
    ],
  });
  return chart.replace(/^(<svg[^>]*>)/, (start) => {
    const named = start.includes('xmlns=') ? start : start.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
    return `${named}<style>svg{background:#fff}</style>`;
  });
}

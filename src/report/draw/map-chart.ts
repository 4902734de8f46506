import * as Plot from '@observablehq/plot';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import type { MapPoint } from '../data/embedding-map.js';
import { CHART_WIDTH, drawChart } from './chart.js';

/** Radii of the points of the first bank, the second, and so on. */
const RADII = [2.2, 3.6, 5];

/** Bank rows on the plane in the colours of their classes, each class named at its middle. */
export function drawMap(points: readonly MapPoint[], classes: readonly ClassInfo[]): string {
  const present = [...new Set(points.map(({ classId }) => classId))].sort((a, b) => a - b);
  const names = present.map((classId) => {
    const own = points.filter((point) => point.classId === classId);
    return { name: classes[classId]!.name, x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
  });
  return drawChart(`Map of ${points.length} bank rows of ${present.length} classes`, {
    height: CHART_WIDTH,
    margin: 12,
    axis: null,
    color: { type: 'identity' },
    r: { type: 'identity' },
    marks: [
      Plot.dot(points, {
        x: 'x',
        y: 'y',
        r: ({ bank }: MapPoint) => RADII[bank % RADII.length]!,
        fill: ({ classId }: MapPoint) => `rgb(${classes[classId]!.color.join(' ')})`,
        stroke: 'var(--point-edge)',
        strokeWidth: 0.5,
        className: 'bank-row',
      }),
      Plot.text(names, {
        x: 'x',
        y: 'y',
        text: 'name',
        fontWeight: 'bold',
        fontSize: 15,
        fill: 'currentColor',
        stroke: 'var(--page)',
        strokeWidth: 5,
      }),
    ],
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

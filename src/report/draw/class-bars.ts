import * as Plot from '@observablehq/plot';
import { drawChart, RUN_COLORS } from './chart.js';

const BAR = 20;

/** Horizontal bars of a figure in percent, one for each class and run, with the number at the end. */
export function drawClassBars(
  figure: string,
  classNames: readonly string[],
  runs: readonly (readonly number[])[],
): string {
  const bars = classNames.flatMap((name, classId) =>
    runs.map((values, run) => ({ name, run, value: 100 * values[classId]!, color: RUN_COLORS[run] })),
  );
  const present = bars.filter(({ value }) => !Number.isNaN(value));
  const place = { fy: 'name', y: 'run' };
  return drawChart(`${figure} of each class, in percent`, {
    height: 40 + classNames.length * (BAR * runs.length + 8),
    marginLeft: labelWidth(classNames),
    marginRight: 50,
    marginBottom: 36,
    x: { domain: [0, 100], label: `${figure}, %`, grid: true, ticks: 5 },
    y: { axis: null, padding: 0.12 },
    fy: { domain: classNames, label: null, padding: 0.15 },
    marks: [
      Plot.ruleX([0]),
      Plot.barX(present, {
        ...place,
        x: 'value',
        fill: 'color',
        className: 'class-bar',
        title: ({ name, value }: (typeof bars)[number]) => `${name}: ${value.toFixed(2)} %`,
      }),
      Plot.text(bars, {
        ...place,
        x: ({ value }: (typeof bars)[number]) => (Number.isNaN(value) ? 0 : value),
        text: ({ value }: (typeof bars)[number]) => (Number.isNaN(value) ? 'absent' : value.toFixed(1)),
        textAnchor: 'start',
        dx: 6,
        fill: 'currentColor',
      }),
    ],
  });
}

/** Space for class names at 13 px. */
export function labelWidth(names: readonly string[]): number {
  return 16 + 7.5 * Math.max(...names.map(({ length }) => length));
}

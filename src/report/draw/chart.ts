import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Colours are CSS variables of the page, so that one drawing serves light and dark. */
export const RUN_COLORS = ['var(--run-1)', 'var(--run-2)'] as const;

/** Width that charts are laid out for; the page scales them by little, so that labels keep their size. */
export const CHART_WIDTH = 540;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Draws a chart as SVG text. @param description what a screen reader says instead of the picture */
export function drawChart(description: string, options: Plot.PlotOptions): string {
  const chart = Plot.plot({
    width: CHART_WIDTH,
    style: { fontSize: '13px', background: 'transparent' },
    className: 'chart',
    ...options,
    document,
  });
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', description);
  return roundCoordinates(String(chart.outerHTML));
}

/** What stands for the page's variables in a file of its own, which not every viewer of SVG would look up. */
const FILE_COLORS = {
  'var(--run-1)': '#0b62b0',
  'var(--run-2)': '#b34700',
  'background:transparent': 'background:#fff',
};

/** Draws a chart as an SVG file of its own, on white. */
export function drawChartFile(description: string, options: Plot.PlotOptions): string {
  let svg = drawChart(description, options);
  for (const [variable, color] of Object.entries(FILE_COLORS)) svg = svg.replaceAll(variable, color);
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
}

/** Hundredths of a pixel are enough: a map of 1500 points shrinks to half. */
function roundCoordinates(svg: string): string {
  return svg.replace(/ (?:cx|cy|x|y|x1|x2|y1|y2|r|width|height|transform|d)="[^"]*"/g, (attribute) =>
    attribute.replace(/\.(\d\d)\d+/g, '.$1'),
  );
}

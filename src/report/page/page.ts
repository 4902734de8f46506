import { VERSION } from '../../core/version.js';
import type { RunReport } from '../data/run-report.js';
import { classSection, curveSection, mapSection } from './charts.js';
import { html, raw } from './html.js';
import { configurations, overview } from './overview.js';
import { type Panel, panelSection } from './panels.js';
import { STYLE } from './style.js';

/** The whole page; it loads nothing from anywhere. */
export function renderPage(runs: readonly RunReport[], panels: readonly Panel[]): string {
  const { classes } = runs[0]!.metadata;
  const title = runs.map(({ name }) => name).join(' and ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="contraseg ${VERSION}">
<title>${title}: contraseg report</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body><main>
<h1>${title}</h1>
${overview(runs)}
${curveSection(runs)}
${classSection(runs, classes)}
${panelSection(panels, runs, classes)}
${mapSection(runs, classes)}
${configurations(runs)}
</main></body>
</html>
`.text;
}

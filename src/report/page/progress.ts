import { percent } from '../../core/evaluation/figures.js';
import type { LogEntry } from '../../core/run/log.js';
import type { RunMetadata } from '../../core/run/metadata.js';
import type { Curve } from '../data/curves.js';
import { curveSection } from './charts.js';
import { type Html, html, raw } from './html.js';
import { STYLE } from './style.js';

/** What the log of a run says so far. */
export interface RunProgress {
  readonly name: string;
  readonly metadata: RunMetadata;
  readonly curves: readonly Curve[];
  readonly last?: Extract<LogEntry, { event: 'step' }>;
  readonly evaluation?: Extract<LogEntry, { event: 'evaluation' }>;
}

/** A page that loads itself anew. @param refresh seconds between */
export function renderProgress(runs: readonly RunProgress[], refresh: number): string {
  const title = runs.map(({ name }) => name).join(' and ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refresh}">
<title>${title}: contraseg</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body><main>
<h1>${title}</h1>
${runs.map(stateOf)}
${runs.some(({ curves }) => curves.length > 0) ? curveSection(runs) : html`<p>Nothing is logged yet.</p>`}
</main></body>
</html>
`.text;
}

function stateOf({ name, last, evaluation, metadata }: RunProgress, i: number): Html {
  const done = last
    ? `${last.iteration + 1} of ${last.totalIterations} iterations, ${Math.round(last.time.step)} ms each`
    : 'no step yet';
  const figures = Object.entries(evaluation?.summary ?? {}).map(
    ([figure, value]) => `${figure} ${percent(value ?? Number.NaN)}`,
  );
  return html`<p class="run-${i + 1}"><span class="key"></span>${name}: ${done}, ${metadata.engine.name}.${
    evaluation ? html` At ${evaluation.iteration} on ${evaluation.split}: ${figures.join(', ')}.` : ''
  }</p>`;
}

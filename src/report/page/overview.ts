import YAML from 'yaml';
import { differences } from '../../core/config/differences.js';
import { describeAbsent, percent } from '../../core/evaluation/figures.js';
import type { RunReport } from '../data/run-report.js';
import { type Html, html } from './html.js';

/** Names of the runs, each beside its colour; a single one needs none. */
export function runKeys(runs: readonly Pick<RunReport, 'name'>[]): Html | '' {
  if (runs.length < 2) return '';
  return html`<ul class="classes">${runs.map(({ name }, i) => html`<li class="run-${i + 1}"><span class="key"></span>${name}</li>`)}</ul>`;
}

/** The figures of the whole split, and what the runs were made with. */
export function overview(runs: readonly RunReport[]): Html {
  const names = Object.keys(runs[0]!.evaluation.result.summary);
  const head = runs.map(
    ({ name }, i) => html`<th scope="col" class="number run-${i + 1}"><span class="key"></span>${name}</th>`,
  );
  const rows = names.map(
    (figure) =>
      html`<tr><th scope="row">${figure}</th>${runs.map(
        ({ evaluation }) => html`<td class="number">${percent(evaluation.result.summary[figure] ?? Number.NaN)}</td>`,
      )}</tr>`,
  );
  const { split, weights, evaluation, metadata } = runs[0]!;
  const { absent = [] } = evaluation.result;
  return html`<section class="columns">
<div><p>${evaluation.images.length} images of <b>${split}</b>, ${weights} weights; figures in percent.</p>
${absent.length > 0 ? html`<p id="absent">${describeAbsent(absent, metadata.classes.length)}.</p>` : ''}
<div class="scroll"><table id="figures"><thead><tr><th></th>${head}</tr></thead><tbody>${rows}</tbody></table></div></div>
<div class="scroll"><table id="setup"><tbody>${setup(runs)}</tbody></table></div>
</section>`;
}

function setup(runs: readonly RunReport[]): Html[] {
  const row = (name: string, read: (run: RunReport) => string) =>
    html`<tr><th scope="row">${name}</th>${runs.map((run) => html`<td>${read(run)}</td>`)}</tr>`;
  const type = (value: unknown) => (value as { type?: string } | undefined)?.type ?? '–';
  const trainer = ({ config }: RunReport) => config.trainer as Record<string, unknown>;
  const model = ({ config }: RunReport) => config.model as Record<string, unknown>;
  const native = ({ tensorflow, threads }: RunReport['metadata']['engine']) =>
    tensorflow ? ` (TensorFlow ${tensorflow}, ${threads} threads)` : '';
  return [
    html`<tr><td></td>${runs.map(({ name }, i) => html`<th scope="col" class="run-${i + 1}"><span class="key"></span>${name}</th>`)}</tr>`,
    row('network', (run) => `${type(model(run).backbone)} + ${type(model(run).head)}`),
    row('losses', ({ config }) =>
      (config.losses as { type: string; weight?: number }[])
        .map((loss) => `${loss.weight ?? 1} × ${loss.type}`)
        .join(' + '),
    ),
    row('optimizer', ({ config }) => `${type(config.optimizer)}, ${type(config.schedule)} schedule`),
    row('data', ({ config }) => type(config.data)),
    row(
      'schedule',
      (run) => `${trainer(run).iterations} iterations of ${trainer(run).batchSize} images, seed ${trainer(run).seed}`,
    ),
    row('engine', ({ metadata: { engine } }) => `${engine.name}${native(engine)}`),
    row('versions', ({ metadata }) => `contraseg ${metadata.contraseg}, Node ${metadata.node}`),
    row('started', ({ metadata }) => metadata.started.replace('T', ' ').replace(/\..*/, ' UTC')),
  ];
}

/** Where the configurations differ, and each of them whole. */
export function configurations(runs: readonly RunReport[]): Html {
  const [a, b] = runs;
  return html`<section><h2>Configuration</h2>
${a && b ? differenceTable(a, b) : ''}
${runs.map(
  ({ name, config, metadata }) => html`<details><summary>${name}: command and every option</summary>
<p><code>${metadata.command.join(' ')}</code></p><pre>${YAML.stringify(config, { aliasDuplicateObjects: false })}</pre></details>`,
)}</section>`;
}

function differenceTable(a: RunReport, b: RunReport): Html {
  const value = (found: unknown) =>
    found === undefined ? '–' : YAML.stringify(found, { collectionStyle: 'flow', lineWidth: 0 });
  const rows = differences(a.config, b.config).map(
    (found) =>
      html`<tr><th scope="row"><code>${found.path}</code></th><td><code>${value(found.a)}</code></td><td><code>${value(found.b)}</code></td></tr>`,
  );
  if (rows.length === 0) return html`<p>Both runs have the same configuration.</p>`;
  return html`<div class="scroll"><table id="differences"><thead><tr><th>differs</th><th>${a.name}</th><th>${b.name}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

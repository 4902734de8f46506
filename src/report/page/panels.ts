import { percent } from '../../core/evaluation/figures.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import type { RunReport } from '../data/run-report.js';
import { classKeys } from './charts.js';
import { type Html, html } from './html.js';
import { runKeys } from './overview.js';

/** One image with truth and predictions, as data URIs. */
export interface Panel {
  readonly id: string;
  /** Why it was chosen: best, median, worst. */
  readonly reason: string;
  readonly width: number;
  readonly photo: string;
  readonly truth: string;
  /** Of each run. */
  readonly predictions: readonly { readonly mask: string; readonly errors: string; readonly score: number }[];
}

/** Images narrower than this are enlarged without smoothing. */
const SMALL = 200;

export function panelSection(
  panels: readonly Panel[],
  runs: readonly RunReport[],
  classes: readonly ClassInfo[],
): Html {
  const { metric, name } = runs.at(-1)!;
  const chosen = runs.length > 1 ? `${metric} of ${name}, and by what it gains over ${runs[0]!.name}` : metric;
  return html`<section><h2>Images</h2><p>Chosen by ${chosen}. Wrong pixels are orange, pixels without a label striped in the truth and black among the errors.</p>
${runKeys(runs)}${classKeys(classes)}${panels.map((panel) => panelRow(panel, runs))}</section>`;
}

function panelRow(panel: Panel, runs: readonly RunReport[]): Html {
  const picture = (uri: string, what: string, run?: number) => {
    const several = run !== undefined && runs.length > 1;
    const alt = `${panel.id}, ${what}${several ? ` of ${runs[run]!.name}` : ''}`;
    const key = several ? html`<span class="run-${run + 1}"><span class="key"></span></span>` : '';
    return html`<figure><img src="${uri}" alt="${alt}" class="${panel.width < SMALL ? 'small' : ''}"><figcaption>${key}${what}</figcaption></figure>`;
  };
  const predictions = panel.predictions.flatMap(({ mask, errors, score }, i) => {
    return [picture(mask, `prediction, ${runs[i]!.metric} ${percent(score)}`, i), picture(errors, 'errors', i)];
  });
  return html`<h3>${panel.id} <span class="muted">${panel.reason}</span></h3>
<div class="panels" style="grid-template-columns: repeat(${2 + predictions.length}, minmax(0, 1fr))">
${picture(panel.photo, 'image')}${picture(panel.truth, 'truth')}${predictions}</div>`;
}

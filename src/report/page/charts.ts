import { comparePaired } from '../../core/evaluation/bootstrap.js';
import { percent } from '../../core/evaluation/figures.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import { RandomStream } from '../../core/random/random-stream.js';
import type { RunReport } from '../data/run-report.js';
import { RUN_COLORS } from '../draw/chart.js';
import { drawClassBars } from '../draw/class-bars.js';
import { drawConfusion } from '../draw/confusion-map.js';
import { DASHES, drawCurves, seriesOf } from '../draw/curve-chart.js';
import { drawDifferences } from '../draw/difference-chart.js';
import { drawMap } from '../draw/map-chart.js';
import { type Html, html, raw } from './html.js';
import { runKeys } from './overview.js';

export function curveSection(runs: readonly Pick<RunReport, 'name' | 'curves'>[]): Html {
  const richestFirst = [...runs].sort((a, b) => b.curves.length - a.curves.length);
  const titles = [...new Set(richestFirst.flatMap(({ curves }) => curves.map(({ chart }) => chart)))];
  const points = runs.flatMap(({ curves }) => curves.flatMap((curve) => curve.points));
  const iterations = points.reduce((last, { iteration }) => Math.max(last, iteration), 0);
  const figures = titles.map((title) => {
    const own = runs.map(({ curves }) => curves.filter(({ chart }) => chart === title));
    const series = seriesOf(own);
    return html`<figure class="curves"><figcaption>${title}${series.length > 1 ? dashKeys(series) : ''}</figcaption>
${raw(drawCurves(title, own, iterations))}</figure>`;
  });
  return html`<section><h2>Training</h2>${runKeys(runs)}<div class="columns">${figures}</div></section>`;
}

function dashKeys(series: readonly string[]): Html[] {
  return series.map(
    (
      name,
      i,
    ) => html`<span class="note"><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" stroke="currentColor"
 stroke-width="2" stroke-dasharray="${DASHES[i % DASHES.length]!}"/></svg> ${name}</span>`,
  );
}

export function classSection(runs: readonly RunReport[], classes: readonly ClassInfo[]): Html {
  const names = classes.map(({ name }) => name);
  const [figure = 'IoU'] = Object.keys(runs[0]!.evaluation.result.perClass ?? {});
  const values = runs.map(({ evaluation }) => evaluation.result.perClass?.[figure] ?? []);
  const confusions = runs.map(
    (
      { name, evaluation },
      i,
    ) => html`<figure class="run-${i + 1}"><figcaption><span class="key"></span>${name}: confusion<span class="note">% of each true class</span></figcaption>
${raw(drawConfusion(evaluation.confusion, names, RUN_COLORS[i]!))}</figure>`,
  );
  return html`<section><h2>Classes</h2>${runKeys(runs)}<div class="columns">
<figure id="classes"><figcaption>${figure} of each class</figcaption>${raw(drawClassBars(figure, names, values))}</figure>
${runs.length === 2 ? differenceFigure(runs[0]!, runs[1]!, names) : ''}
${confusions}</div></section>`;
}

/** What the second run gains over the first, class by class. */
function differenceFigure(a: RunReport, b: RunReport, classNames: readonly string[]): Html {
  const confusions = ({ evaluation }: RunReport) => evaluation.images.map(({ confusion }) => confusion);
  const { mIoU, perClass } = comparePaired(confusions(a), confusions(b), { random: RandomStream.fromSeed(0) });
  const points = (value: number) => `${value > 0 ? '+' : ''}${percent(value)}`;
  return html`<figure id="difference"><figcaption>IoU of ${b.name} minus ${a.name}</figcaption>
${raw(drawDifferences(classNames, perClass))}
<p class="muted">Mean ${points(mIoU.difference)} (${points(mIoU.low)} … ${points(mIoU.high)}). Intervals: 95 %, paired bootstrap over images;
they do not cover the training seed. Coloured where they leave 0 out.</p></figure>`;
}

/** Maps of the runs that have memory banks. */
export function mapSection(runs: readonly RunReport[], classes: readonly ClassInfo[]): Html | '' {
  const figures = runs.flatMap(({ name, map }, i) =>
    map.length === 0
      ? []
      : [
          html`<figure class="run-${i + 1}"><figcaption><span class="key"></span>${name}<span class="note">${map.length} rows</span></figcaption>
${raw(drawMap(map, classes))}</figure>`,
        ],
  );
  if (figures.length === 0) return '';
  return html`<section><h2>Memory banks</h2>
<p>Embeddings in the banks at the last checkpoint, laid out by UMAP: near points are near in the embedding, while distances between
clusters and their sizes mean little. Small points are rows of the first bank, larger ones of the next.</p>
${classKeys(classes)}<div class="columns">${figures}</div></section>`;
}

/** Names of the classes, each beside its colour. */
export function classKeys(classes: readonly ClassInfo[]): Html {
  return html`<ul class="classes">${classes.map(
    ({ name, color }) =>
      html`<li><span class="key of-class" style="background: rgb(${color.join(' ')})"></span>${name}</li>`,
  )}</ul>`;
}

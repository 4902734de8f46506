import { runsNotComparable } from '../core/errors/data.js';
import { ContrasegError } from '../core/errors/index.js';
import { type Choice, chooseImages } from './data/choose-images.js';
import { errorUri, maskUri, photoUri } from './data/pictures.js';
import { runNames } from './data/run-names.js';
import { type OpenedReport, openReport, type RunReportOptions } from './data/run-report.js';
import { renderPage } from './page/page.js';
import type { Panel } from './page/panels.js';

/**
 * One self-contained HTML page about a run, or about two on the same images.
 * @throws ContrasegError where the runs differ in classes or images
 */
export async function createReport(
  paths: readonly [string] | readonly [string, string],
  options: RunReportOptions = {},
): Promise<string> {
  const runs: OpenedReport[] = [];
  try {
    const names = runNames(paths);
    for (const [i, path] of paths.entries()) runs.push(await openReport(path, names[i]!, options));
    const [first, second] = runs.map(({ metadata, evaluation }) =>
      [...metadata.classes.map(({ name }) => name), ...evaluation.images.map(({ id }) => id)].join('\n'),
    );
    if (second !== undefined && first !== second) throw new ContrasegError(runsNotComparable(paths[0], paths[1]!));
    const panels: Panel[] = [];
    for (const choice of chooseImages(runs.map(({ scores }) => scores))) panels.push(await drawPanel(choice, runs));
    return renderPage(runs, panels);
  } finally {
    for (const run of runs) run.dispose();
  }
}

async function drawPanel({ index, reason }: Choice, runs: readonly OpenedReport[]): Promise<Panel> {
  const { images, metadata } = runs[0]!;
  const { classes } = metadata;
  const sample = await images.sample(index);
  const predictions = [];
  for (const run of runs) {
    const mask = await run.predict(index);
    predictions.push({
      mask: await maskUri(mask, sample, classes),
      errors: await errorUri(sample, mask, classes.length),
      score: run.scores[index]!,
    });
  }
  const [photo, truth] = await Promise.all([photoUri(sample), maskUri(sample.label, sample, classes)]);
  return { id: sample.id, reason, width: sample.width, photo, truth, predictions };
}

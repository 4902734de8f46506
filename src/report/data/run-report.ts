import { readFile } from 'node:fs/promises';
import YAML from 'yaml';
import { type OpenRunOptions, openRun } from '../../api/run.js';
import { unknownSplit } from '../../core/errors/data.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { Evaluation } from '../../core/evaluation/evaluate.js';
import { measure, readMetrics } from '../../core/evaluation/measure.js';
import { predictMask } from '../../core/evaluation/predict-mask.js';
import type { DatasetSplit } from '../../core/interfaces/dataset.js';
import type { MetricResult } from '../../core/interfaces/metric.js';
import { predictProbabilities } from '../../core/model/inference.js';
import { openDataset } from '../../core/run/build.js';
import { readLog } from '../../core/run/log.js';
import { type RunMetadata, readMetadata } from '../../core/run/metadata.js';
import { type Curve, readCurves } from './curves.js';
import { type MapPoint, mapEmbeddings } from './embedding-map.js';

export interface RunReportOptions extends OpenRunOptions {
  /** Split that the model is evaluated on; the run's validation split when absent. */
  readonly split?: string;
  /** At most this many images, the first ones. */
  readonly limit?: number;
}

/** Everything that a report says about one run. */
export interface RunReport {
  readonly name: string;
  readonly metadata: RunMetadata;
  /** The resolved configuration, as data. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly curves: readonly Curve[];
  readonly split: string;
  /** Which weights were evaluated. */
  readonly weights: 'best' | 'last';
  /** Summary metric that the run keeps its best model by, and that images are ranked by. */
  readonly metric: string;
  readonly evaluation: Evaluation & { readonly result: MetricResult };
  /** Value of `metric` for each image. */
  readonly scores: readonly number[];
  readonly map: readonly MapPoint[];
}

/** A run that is still open for predictions. */
export interface OpenedReport extends RunReport {
  readonly images: DatasetSplit;
  predict(index: number): Promise<Uint8Array>;
  dispose(): void;
}

/** Reads a run's log, evaluates its model and maps its banks. Dispose the result. */
export async function openReport(path: string, name: string, options: RunReportOptions = {}): Promise<OpenedReport> {
  const run = await openRun(path, options);
  try {
    const { config, registry, model, directory } = run;
    const { keepBest: metric, valSplit } = config.trainer;
    const { normalization } = config.model;
    const dataset = await openDataset(registry, config);
    const split = options.split ?? valSplit;
    if (!dataset.splits.includes(split)) throw new ContrasegError(unknownSplit(split, dataset.splits, '--split'));
    const images = dataset.split(split);
    const metrics = config.metrics.map((spec) => registry.build(spec));
    const evaluation = await measure({ model, dataset, metrics }, images, { normalization, limit: options.limit });
    const scores = evaluation.images.map(
      ({ confusion }) => readMetrics(metrics, confusion, dataset.classes).summary[metric] ?? Number.NaN,
    );
    return {
      name,
      metadata: await readMetadata(directory),
      config: YAML.parse(await readFile(directory.config, 'utf8')) as Record<string, unknown>,
      curves: readCurves(await readLog(directory.log), metric),
      split,
      weights: options.checkpoint ?? 'best',
      metric,
      evaluation,
      scores,
      map: await mapEmbeddings(directory.lastCheckpoint),
      images,
      predict: async (index) =>
        predictMask((image) => predictProbabilities(model, image), await images.sample(index), normalization),
      dispose: () => run.dispose(),
    };
  } catch (error) {
    run.dispose();
    throw error;
  }
}

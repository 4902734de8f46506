import type { Normalization } from '../data/loading/normalization.js';
import { ContrasegError } from '../errors/index.js';
import { noSuchImage } from '../errors/training.js';
import type { ClassInfo, DatasetSplit, OpenDataset } from '../interfaces/dataset.js';
import type { PredictedSample } from '../interfaces/hook.js';
import type { ConfusionCounts, Metric, MetricResult } from '../interfaces/metric.js';
import { predictProbabilities } from '../model/inference.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { classCounts } from './confusion-matrix.js';
import { type CountedImage, type Evaluation, type EvaluationOptions, evaluate } from './evaluate.js';
import { predictMask } from './predict-mask.js';

/** What is measured, and by what. */
export interface Measured {
  readonly model: SegmentationModel;
  readonly dataset: OpenDataset;
  readonly metrics: readonly Metric[];
}

export type MeasureOptions = Omit<EvaluationOptions, 'classCount' | 'ignoreIndex' | 'metrics'>;

/** Evaluates a built model on a split and reads every metric off it. */
export async function measure(
  { dataset, model, metrics }: Measured,
  split: DatasetSplit,
  options: MeasureOptions,
): Promise<Evaluation & { readonly result: MetricResult }> {
  const evaluation = await evaluate((image) => predictProbabilities(model, image), split, {
    ...options,
    classCount: dataset.classes.length,
    ignoreIndex: dataset.ignoreIndex,
    metrics,
  });
  return { ...evaluation, result: readMetrics(metrics, evaluation, dataset.classes) };
}

/**
 * The figures of all metrics together, and the classes that are absent from the truth.
 * @param counted a split, one image of it, or nothing at all
 */
export function readMetrics(
  metrics: readonly Metric[],
  { confusion, images = [] }: { confusion: ConfusionCounts; images?: readonly Pick<CountedImage, 'readings'>[] },
  classes: readonly ClassInfo[],
): MetricResult {
  const { truth } = classCounts(confusion);
  const results = metrics.map((metric, m) => {
    const readings = metric.readImage ? images.map((image) => image.readings[m]) : [];
    return metric.compute(confusion, classes, readings);
  });
  return {
    summary: Object.assign({}, ...results.map(({ summary }) => summary)) as MetricResult['summary'],
    perClass: Object.assign({}, ...results.map(({ perClass }) => perClass)) as NonNullable<MetricResult['perClass']>,
    absent: classes.filter((_, c) => truth[c] === 0).map(({ name }) => name),
  };
}

/** Predicts one image of a split with the model as it is. */
export async function predictSample(
  model: SegmentationModel,
  split: DatasetSplit,
  index: number,
  normalization: Normalization,
): Promise<PredictedSample> {
  if (!(Number.isInteger(index) && index >= 0 && index < split.size)) {
    throw new ContrasegError(noSuchImage(index, split.name, split.size));
  }
  const sample = await split.sample(index);
  const prediction = await predictMask((image) => predictProbabilities(model, image), sample, normalization);
  return { sample, prediction };
}

import { unknownSplit } from '../core/errors/data.js';
import { ContrasegError } from '../core/errors/index.js';
import { classCountChanged } from '../core/errors/training.js';
import type { Evaluation, EvaluationOptions } from '../core/evaluation/evaluate.js';
import { measure } from '../core/evaluation/measure.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { MetricResult } from '../core/interfaces/metric.js';
import { openDataset } from '../core/run/build.js';
import { type OpenRunOptions, openRun } from './run.js';

export interface EvaluateOptions
  extends OpenRunOptions,
    Pick<EvaluationOptions, 'window' | 'augmentation' | 'limit' | 'onImage'> {
  /** Split to evaluate on; `test` where there is one, else the validation split. */
  readonly split?: string;
}

export interface EvaluateResult extends Evaluation {
  readonly split: string;
  readonly classes: readonly ClassInfo[];
  readonly result: MetricResult;
}

/** Evaluates a run's model on a split. */
export async function evaluateRun(path: string, options: EvaluateOptions = {}): Promise<EvaluateResult> {
  const run = await openRun(path, options);
  try {
    const { config, registry, model } = run;
    const dataset = await openDataset(registry, config);
    if (dataset.classes.length !== run.classes.length) {
      throw new ContrasegError(classCountChanged(run.classes.length, dataset.classes.length));
    }
    const metrics = config.metrics.map((metric) => registry.build(metric));
    const name = options.split ?? (dataset.splits.includes('test') ? 'test' : config.trainer.valSplit);
    if (!dataset.splits.includes(name)) throw new ContrasegError(unknownSplit(name, dataset.splits, '--split'));
    const { window, augmentation, limit, onImage } = options;
    const measured = await measure({ model, dataset, metrics }, dataset.split(name), {
      normalization: run.normalization,
      window,
      augmentation,
      limit,
      onImage,
    });
    return { ...measured, split: name, classes: dataset.classes };
  } finally {
    run.dispose();
  }
}

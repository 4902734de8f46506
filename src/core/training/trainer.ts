import * as tf from '@tensorflow/tfjs';
import type { BatchLoader } from '../data/loader.js';
import { batchTensors, type Normalization } from '../data/tensors.js';
import { ContrasegError } from '../errors/index.js';
import { nonFiniteLoss } from '../errors/training.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../interfaces/hook.js';
import type { StepInfo } from '../interfaces/loss.js';
import type { MetricResult } from '../interfaces/metric.js';
import type { Optimizer, ParameterGroup } from '../interfaces/optimizer.js';
import type { Schedule } from '../interfaces/schedule.js';
import { type StatefulParts, saveCheckpoint } from './checkpoint.js';
import type { CheckpointHeader } from './checkpoint-file.js';
import { type Recovery, resumeCheckpoint, saveLastCheckpoint } from './last-checkpoint.js';
import type { NamedLoss } from './named-losses.js';
import type { RunDirectory } from './run-directory.js';
import type { StepLoss, TrainStep } from './train-step.js';

export interface TrainerOptions {
  readonly directory: RunDirectory;
  readonly engine: string;
  readonly classNames: readonly string[];
  readonly step: TrainStep;
  readonly losses: readonly NamedLoss[];
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly batches: Pick<BatchLoader, 'startAt' | 'next' | 'close'>;
  readonly normalization: Normalization;
  readonly totalIterations: number;
  readonly iterationsPerEpoch: number;
  /** Evaluates the model as it is now. */
  readonly evaluate: () => Promise<MetricResult>;
  readonly evaluateEvery: number;
  readonly evaluationSplit: string;
  readonly checkpointEvery: number;
  /** The summary metric whose largest value decides about the best model. */
  readonly keepBest: string;
  /** What `last` stores; its `model` part alone is what `best` stores. */
  readonly parts: StatefulParts & { readonly model: StatefulParts[string] };
  readonly hooks: readonly Hook[];
  /** Goes on from the last checkpoint of the directory. */
  readonly resume?: boolean;
  /** Aborting it ends the run after the current step, with a checkpoint. */
  readonly signal?: AbortSignal;
}

export interface TrainResult {
  /** Steps finished in all. */
  readonly iteration: number;
  readonly evaluation?: MetricResult;
  /** Why the run ended before its last iteration. */
  readonly stopped?: string;
}

/** Runs the steps; everything else watches through hooks. */
export class Trainer {
  private iteration = 0;
  private best: number | undefined;
  private saved = -1;
  private stopReason: string | undefined;
  private evaluation: MetricResult | undefined;

  constructor(private readonly options: TrainerOptions) {}

  async run(): Promise<TrainResult> {
    const { options } = this;
    try {
      const recovered = options.resume ? await this.resume() : undefined;
      await options.batches.startAt(this.iteration);
      const info: RunInfo = {
        directory: options.directory.path,
        engine: options.engine,
        totalIterations: options.totalIterations,
        classNames: options.classNames,
        startIteration: this.iteration,
        recovered,
      };
      const control = { stop: (reason: string) => this.stop(reason) };
      for (const hook of options.hooks) await hook.beforeTrain?.(info, control);
      if (!options.resume || recovered) await this.checkpoint();
      while (this.iteration < options.totalIterations && this.stopReason === undefined) await this.advance();
      await this.checkpoint();
      return { iteration: this.iteration, evaluation: this.evaluation, stopped: this.stopReason };
    } finally {
      await options.batches.close();
      for (const hook of options.hooks) await hook.afterTrain?.();
    }
  }

  private async advance(): Promise<void> {
    const { options } = this;
    await this.trainStep();
    const { evaluateEvery, totalIterations, checkpointEvery } = options;
    const last = this.iteration === totalIterations;
    if (options.signal?.aborted) this.stop('interrupted');
    else if (last || (evaluateEvery > 0 && this.iteration % evaluateEvery === 0)) await this.evaluate();
    if (this.iteration % checkpointEvery === 0) await this.checkpoint();
  }

  private async trainStep(): Promise<void> {
    const { options, iteration } = this;
    const { iterationsPerEpoch, totalIterations } = options;
    const info: StepInfo = {
      iteration,
      totalIterations,
      iterationsPerEpoch,
      epoch: Math.floor(iteration / iterationsPerEpoch),
    };
    const start = performance.now();
    const batch = await options.batches.next();
    const waited = performance.now() - start;
    const tensors = batchTensors(batch, options.normalization);
    const factor = options.schedule.factor(iteration, totalIterations);
    let loss: StepLoss;
    try {
      loss = options.step.run({ ...tensors, labelValues: batch.labels }, info, factor);
    } finally {
      tf.dispose([tensors.images, tensors.labels]);
    }
    if (!Number.isFinite(loss.total)) {
      throw new ContrasegError(nonFiniteLoss(iteration, loss.parts, options.directory.lastCheckpoint));
    }
    this.iteration++;
    if (this.iteration % iterationsPerEpoch === 0) {
      for (const { loss: part } of options.losses) part.afterEpoch?.(info.epoch);
    }
    await this.reportStep(info, loss, factor, { step: performance.now() - start, data: waited });
  }

  private async reportStep(info: StepInfo, loss: StepLoss, factor: number, time: StepReport['time']): Promise<void> {
    const { hooks, losses, optimizer } = this.options;
    const groups = Object.entries(optimizer.learningRate) as [ParameterGroup, number][];
    const metrics = losses.flatMap(({ name, loss: part }) => {
      const figures = part.metrics?.();
      return figures ? [[name, figures] as const] : [];
    });
    const report: StepReport = {
      ...info,
      loss: loss.total,
      parts: loss.parts,
      learningRate: Object.fromEntries(groups.map(([group, rate]) => [group, rate * factor])),
      time,
      metrics: Object.fromEntries(metrics),
    };
    for (const hook of hooks) await hook.afterStep?.(report);
  }

  private async evaluate(): Promise<void> {
    const { options } = this;
    const result = await options.evaluate();
    this.evaluation = result;
    const value = result.summary[options.keepBest];
    const best = value !== undefined && (this.best === undefined || value > this.best);
    if (best) {
      this.best = value;
      await saveCheckpoint(options.directory.bestCheckpoint, this.header(), { model: options.parts.model });
    }
    const report: EvaluationReport = { ...result, iteration: this.iteration, split: options.evaluationSplit, best };
    for (const hook of options.hooks) await hook.afterEvaluate?.(report);
  }

  private async checkpoint(): Promise<void> {
    if (this.saved === this.iteration) return;
    const { directory, parts, hooks } = this.options;
    await saveLastCheckpoint(directory, this.header(), parts);
    this.saved = this.iteration;
    for (const hook of hooks) await hook.afterCheckpoint?.(directory.lastCheckpoint, this.iteration);
  }

  private header(): CheckpointHeader {
    return { iteration: this.iteration, best: this.best };
  }

  private async resume(): Promise<Recovery | undefined> {
    const { header, recovered } = await resumeCheckpoint(this.options.directory, this.options.parts);
    this.iteration = header.iteration;
    this.best = header.best;
    this.saved = recovered ? -1 : header.iteration;
    return recovered;
  }

  private stop(reason: string): void {
    this.stopReason ??= reason;
  }
}

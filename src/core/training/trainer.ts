import * as tf from '@tensorflow/tfjs';
import type { BatchLoader } from '../data/loading/loader.js';
import type { Normalization } from '../data/loading/normalization.js';
import { batchTensors } from '../data/loading/tensors.js';
import { ALONE } from '../distributed/alone.js';
import { averageVariables } from '../distributed/average-variables.js';
import { gatherValues } from '../distributed/gather-values.js';
import { checkSameWeights } from '../distributed/same-weights.js';
import { ContrasegError } from '../errors/index.js';
import { nonFiniteStep } from '../errors/training.js';
import { EvaluationInterrupted } from '../evaluation/evaluate.js';
import type { Collective } from '../interfaces/collective.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../interfaces/hook.js';
import type { StepInfo } from '../interfaces/loss.js';
import type { MetricResult } from '../interfaces/metric.js';
import type { ParameterGroup } from '../interfaces/optimizer.js';
import type { Schedule } from '../interfaces/schedule.js';
import { type StatefulParts, saveCheckpoint } from '../run/checkpoint/checkpoint.js';
import type { CheckpointHeader, RunIdentity } from '../run/checkpoint/checkpoint-file.js';
import { saveLastCheckpoint } from '../run/checkpoint/last-checkpoint.js';
import type { RunDirectory } from '../run/directory.js';
import { figureInfos, readFigures } from './loss-figures.js';
import type { NamedLoss } from './named-losses.js';
import { isFiniteStep, type StepLoss, type TrainStep } from './train-step.js';

export interface TrainerOptions {
  readonly directory: RunDirectory;
  readonly identity: RunIdentity;
  readonly info: Omit<RunInfo, 'directory' | 'startIteration' | 'totalIterations' | 'figures'>;
  readonly step: TrainStep;
  readonly losses: readonly NamedLoss[];
  readonly schedule: Schedule;
  readonly batches: Pick<BatchLoader, 'startAt' | 'next' | 'close'>;
  readonly normalization: Normalization;
  readonly totalIterations: number;
  readonly iterationsPerEpoch: number;
  /** Evaluates the model as it is now. Throws `EvaluationInterrupted` where `signal` is aborted on some rank meanwhile. */
  readonly evaluate: () => Promise<MetricResult>;
  readonly evaluateEvery: number;
  readonly evaluationSplit: string;
  readonly checkpointEvery: number;
  /** The summary metric whose largest value decides about the best model. */
  readonly keepBest: string;
  /** What `last` stores. */
  readonly parts: StatefulParts;
  /** What `best` stores: the weights that are evaluated. */
  readonly inference: { readonly state: StatefulParts[string] };
  readonly hooks: readonly Hook[];
  /** The checkpoint that `parts` were restored from; absent for a run that begins. */
  readonly restored?: CheckpointHeader;
  /** Aborting it ends the run after the current step, with a checkpoint. */
  readonly signal?: AbortSignal;
  /**
   * The ranks that take the steps together; this process alone when absent. Rank 0 writes the checkpoints and has the hooks, and
   * all end after the same step, whichever was asked to.
   */
  readonly collective?: Collective;
  /** Variables that each rank moves by its own images: they are averaged before others see them. */
  readonly statistics?: readonly tf.Variable[];
}

/** Steps after which the weights of all ranks are compared. */
const COMPARE_EVERY = 100;

export interface TrainResult {
  /** Steps finished in all. */
  readonly iteration: number;
  readonly evaluation?: MetricResult;
  /** Why the run ended before its last iteration. */
  readonly stopped?: string;
}

/** Runs the steps; everything else watches through hooks. */
export class Trainer {
  /** Where the run stands: what a checkpoint's header says. */
  private iteration: number;
  private best: number | undefined;
  private evaluated: number | undefined;
  /** Whether the last checkpoint holds this state. */
  private saved: boolean;
  private stopReason: string | undefined;
  private agreedToStop = false;
  private readonly collective: Collective;
  private evaluation: MetricResult | undefined;

  constructor(private readonly options: TrainerOptions) {
    const { restored } = options;
    this.iteration = restored?.iteration ?? 0;
    this.best = restored?.best;
    this.evaluated = restored?.evaluated;
    this.saved = restored !== undefined;
    this.collective = options.collective ?? ALONE;
  }

  async run(): Promise<TrainResult> {
    const { options } = this;
    try {
      await options.batches.startAt(this.iteration);
      const info: RunInfo = {
        ...options.info,
        directory: options.directory.path,
        totalIterations: options.totalIterations,
        startIteration: this.iteration,
        evaluated: this.evaluated,
        figures: figureInfos(options.losses),
      };
      const control = { stop: (reason: string) => this.stop(reason) };
      for (const hook of options.hooks) await hook.beforeTrain?.(info, control);
      await this.checkpoint();
      await this.evaluateWhenDue(); // an interruption may have come between a step and its evaluation
      this.agreeOnStop();
      while (!this.ended) await this.advance();
      await this.checkpoint();
      return { iteration: this.iteration, evaluation: this.evaluation, stopped: this.stoppedBecause() };
    } finally {
      await options.batches.close();
      for (const hook of options.hooks) await hook.afterTrain?.();
    }
  }

  private async advance(): Promise<void> {
    await this.trainStep();
    await this.evaluateWhenDue();
    if (this.iteration % this.options.checkpointEvery === 0) await this.checkpoint();
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
      loss = options.step.run({ ...tensors, labelValues: batch.labels }, info, factor, this.wantsToStop);
    } finally {
      tf.dispose([tensors.images, tensors.labels]);
    }
    if (!isFiniteStep(loss)) throw new ContrasegError(nonFiniteStep(iteration, loss, options.directory.lastCheckpoint));
    this.iteration++;
    this.saved = false;
    this.agreedToStop = loss.stop;
    if (this.iteration % COMPARE_EVERY === 0) this.compareWeights();
    const epochEnds = this.iteration % iterationsPerEpoch === 0;
    if (epochEnds) for (const { term } of options.losses) term.afterEpoch?.(info.epoch);
    await this.reportStep(info, loss, factor, { step: performance.now() - start, data: waited });
    if (!epochEnds) return;
    for (const hook of options.hooks) await hook.afterEpoch?.({ epoch: info.epoch, iteration: this.iteration });
  }

  private async reportStep(info: StepInfo, loss: StepLoss, factor: number, time: StepReport['time']): Promise<void> {
    const { hooks, losses, step } = this.options;
    const groups = Object.entries(step.updater.learningRate) as [ParameterGroup, number][];
    const report: StepReport = {
      ...info,
      iteration: this.iteration,
      loss: loss.total,
      parts: loss.parts,
      learningRate: Object.fromEntries(groups.map(([group, rate]) => [group, rate * factor])),
      time,
      figures: readFigures(losses),
    };
    for (const hook of hooks) await hook.afterStep?.(report);
  }

  /** Whoever asks the run to end waits for no evaluation: the checkpoint tells that it is owed. */
  private async evaluateWhenDue(): Promise<void> {
    const { evaluateEvery, totalIterations } = this.options;
    const regular = evaluateEvery > 0 && this.iteration > 0 && this.iteration % evaluateEvery === 0;
    const due = regular || this.iteration === totalIterations;
    if (!due || this.evaluated === this.iteration || this.interrupted) return;
    this.averageStatistics();
    let result: MetricResult;
    try {
      result = await this.options.evaluate();
    } catch (error) {
      if (!(error instanceof EvaluationInterrupted) && !this.interrupted) throw error;
      this.agreedToStop = true;
      return;
    }
    await this.reportEvaluation(result);
    this.agreeOnStop();
  }

  private async reportEvaluation(result: MetricResult): Promise<void> {
    const { options } = this;
    this.evaluation = result;
    this.evaluated = this.iteration;
    this.saved = false;
    const value = result.summary[options.keepBest] ?? Number.NaN;
    const best = Number.isFinite(value) && (this.best === undefined || value > this.best);
    if (best) {
      this.best = value;
      const { bestCheckpoint } = options.directory;
      if (this.writes) await saveCheckpoint(bestCheckpoint, this.header(), { model: options.inference.state });
    }
    const report: EvaluationReport = { ...result, iteration: this.iteration, split: options.evaluationSplit, best };
    for (const hook of options.hooks) await hook.afterEvaluate?.(report);
  }

  private async checkpoint(): Promise<void> {
    if (this.saved) return;
    const { directory, parts, hooks } = this.options;
    this.averageStatistics();
    if (this.writes) await saveLastCheckpoint(directory, this.header(), parts);
    this.saved = true;
    for (const hook of hooks) await hook.afterCheckpoint?.(directory.lastCheckpoint, this.iteration);
  }

  private header(): CheckpointHeader {
    const { iteration, best, evaluated } = this;
    return { iteration, best, evaluated, ...this.options.identity };
  }

  private stop(reason: string): void {
    this.stopReason ??= reason;
  }

  private averageStatistics(): void {
    averageVariables(this.options.statistics ?? [], this.collective);
  }

  private compareWeights(): void {
    const variables = this.options.step.parameters.map(({ variable }) => variable);
    checkSameWeights(variables, this.collective, this.iteration);
  }

  /** Hears before the next step whether some rank wants none, as a hook may that saw an evaluation, or the state of a run. */
  private agreeOnStop(): void {
    if (this.collective.size === 1) return;
    this.agreedToStop ||= gatherValues(this.wantsToStop, this.collective).some(Boolean);
  }

  /** Whether this rank is the one that leaves something behind. */
  private get writes(): boolean {
    return this.collective.rank === 0;
  }

  private get wantsToStop(): boolean {
    return this.stopReason !== undefined || this.options.signal?.aborted === true;
  }

  /** A wish counts at once in a process on its own, and with others once a step told them of it. */
  private get stopping(): boolean {
    return this.collective.size === 1 ? this.wantsToStop : this.agreedToStop;
  }

  private get interrupted(): boolean {
    return this.collective.size === 1 ? this.options.signal?.aborted === true : this.agreedToStop;
  }

  private get ended(): boolean {
    return this.iteration >= this.options.totalIterations || this.stopping;
  }

  /** Hooks are on rank 0 alone; the others hear of its reason here. */
  private stoppedBecause(): string | undefined {
    const { totalIterations } = this.options;
    const complete = this.iteration === totalIterations && this.evaluated === totalIterations;
    const [reason] = gatherValues(this.stopReason, this.collective);
    return reason ?? (this.stopping && !complete ? 'interrupted' : undefined);
  }
}

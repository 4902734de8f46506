import type { EngineInfo } from '../engine/index.js';
import type { Sample } from './dataset.js';
import type { FigureInfo } from './figure.js';
import type { StepInfo } from './loss.js';
import type { MetricResult } from './metric.js';
import type { JsonValue } from './stateful.js';

/** What one finished step reports. */
export interface StepReport extends Omit<StepInfo, 'iteration'> {
  /** Steps finished, this one included: 1 after the first. */
  readonly iteration: number;
  readonly loss: number;
  /** Weighted parts of the loss by component name. */
  readonly parts: Readonly<Record<string, number>>;
  readonly learningRate: Readonly<Record<string, number>>;
  /** Milliseconds spent in this step, and of them waiting for data. */
  readonly time: { readonly step: number; readonly data: number };
  /** What the losses say about the step, by component name and figure; `RunInfo.figures` says what each is. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
}

/** An epoch that is over. */
export interface EpochReport {
  /** From 0. */
  readonly epoch: number;
  /** Steps finished. */
  readonly iteration: number;
}

/** An image of the validation split, and what the network says about it. */
export interface PredictedSample {
  readonly sample: Sample;
  /** Class of each pixel, `height * width`. */
  readonly prediction: Uint8Array;
}

export interface EvaluationReport extends MetricResult {
  /** Steps finished. */
  readonly iteration: number;
  readonly split: string;
  /** Whether this is the best value so far of the metric that the run keeps its best model by. */
  readonly best: boolean;
}

export interface RunInfo {
  /** Folder of the run. */
  readonly directory: string;
  readonly totalIterations: number;
  /** Steps that an earlier part of the run has finished. */
  readonly startIteration: number;
  /** After how many steps the last evaluation came that the run goes on from; one after `startIteration` may still be owed. */
  readonly evaluated?: number;
  readonly engine: EngineInfo;
  readonly classNames: readonly string[];
  /** Names of the figures in the summary of every evaluation, e.g. `mIoU`. */
  readonly metricNames: readonly string[];
  /** What the figures of the losses are, by component name and figure. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, FigureInfo>>>>;
  /**
   * Predicts one image of the validation split with the network as it is at that moment. Absent where a loop without data calls
   * hooks.
   * @throws ContrasegError where the split has no image of that index
   */
  predict?(index: number): Promise<PredictedSample>;
}

/** What a hook may do to the run. */
export interface RunControl {
  /** Ends the run after the current step, with a checkpoint. */
  stop(reason: string): void;
}

/**
 * Watches a run. Every method is optional and called in the order in which hooks are listed. A hook that counts is `Stateful`
 * too: its state then goes into every checkpoint, and comes back before `beforeTrain`. `iteration` is the number of steps
 * finished in every method, so that one moment has one number: after step 5, its evaluation and its checkpoint it is 5.
 */
export interface Hook {
  beforeTrain?(run: RunInfo, control: RunControl): Promise<void> | void;
  afterStep?(report: StepReport): Promise<void> | void;
  /** Called after the last step of an epoch, when `afterStep` has been; an epoch that a run ends in is not reported. */
  afterEpoch?(report: EpochReport): Promise<void> | void;
  afterEvaluate?(report: EvaluationReport): Promise<void> | void;
  afterCheckpoint?(path: string, iteration: number): Promise<void> | void;
  /** Always called last, also after a failure. */
  afterTrain?(): Promise<void> | void;
}

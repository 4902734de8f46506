import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfos } from './backbone.js';
import type { BankRows } from './memory-bank.js';
import type { JsonValue } from './stateful.js';

/** Where the run stands; iterations count from 0. */
export interface StepInfo {
  readonly iteration: number;
  readonly totalIterations: number;
  readonly epoch: number;
  readonly iterationsPerEpoch: number;
}

/** What a loss is told once, before the first step. */
export interface LossContext {
  readonly classCount: number;
  /** The label value that marks unlabelled pixels; every other value is a class, 0 included. */
  readonly ignoreIndex: number;
  /** Every feature map that the backbone and the head offer. */
  readonly features: FeatureInfos;
  /** The logits of the head's auxiliary classifiers; a loss that names one in its `features` is given it like a feature map. */
  readonly auxiliary?: FeatureInfos;
  readonly totalIterations: number;
  readonly iterationsPerEpoch: number;
  /** Images in the training split; memory banks take their default sizes from it. */
  readonly trainingImages: number;
  /** With several processes: what every one of them wants to push, in the order of their ranks. */
  readonly gatherRows?: (rows: BankRows) => readonly BankRows[];
}

export interface LossInputs {
  /** `[batch, h, w, classCount]`, at the head's own stride. */
  readonly logits: tf.Tensor4D;
  /** The maps named by `Loss.features`, `[batch, h, w, channels]`. */
  readonly features: Readonly<Record<string, tf.Tensor4D>>;
  /** `[batch, height, width]` int32, at the image's size. */
  readonly labels: tf.Tensor3D;
  /** The same labels on the host, in the same order. */
  readonly labelValues: Int32Array;
  readonly step: StepInfo;
}

/** A variable that only the loss owns, such as a projection's kernel. */
export interface LossVariable {
  /** Unique within the loss; the key in checkpoints. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** False for statistics that the loss updates itself. */
  readonly trainable: boolean;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/**
 * One term of the training objective. Losses exist in training only: nothing of them is in the inference model.
 *
 * Order within a step: `compute` (inside the gradient tape), the optimizer's update, `afterStep`.
 * When the step fails or its loss is not finite, `afterStep` is not called.
 */
export interface Loss {
  /** Factor of this term in the total; the trainer multiplies. */
  readonly weight: number;
  /** Names of the feature maps that `compute` reads; none when absent. May depend on `setup`. */
  readonly features?: readonly string[];
  readonly variables?: readonly LossVariable[];

  /** Called once before the first step: creates variables, allocates banks, checks options against the model. */
  setup?(context: LossContext): void;

  /**
   * The unweighted loss of one batch, a finite scalar connected to `logits` or `features` even where it is zero.
   * Keep what `afterStep` needs with `tf.keep`; dispose what an earlier, failed step left behind.
   */
  compute(inputs: LossInputs): tf.Scalar;

  /** Called after the optimizer's update: the place to push rows into memory banks. */
  afterStep?(step: StepInfo): void;

  /** Called after the last step of an epoch. */
  afterEpoch?(epoch: number): void;

  /** Figures of the last step for the log, e.g. `{ anchors: 412, hardShare: 0.48 }`. */
  metrics?(): Readonly<Record<string, JsonValue>>;
}

import type * as tf from '@tensorflow/tfjs';
import type { FeatureInfos } from './backbone.js';
import type { Collective } from './collective.js';
import type { Figure } from './figure.js';
import type { Disposable, Stateful } from './stateful.js';

/** Where the run stands; iterations count from 0. */
export interface StepInfo {
  readonly iteration: number;
  readonly totalIterations: number;
  readonly epoch: number;
  readonly iterationsPerEpoch: number;
}

/** A moving average of the network that is trained, which a loss may take targets from (Tarvainen & Valpola 2017). */
export interface Teacher {
  /**
   * One pass with averaged weights and averaged statistics of batch norm. No gradient flows back, nothing moves, and the tensors
   * are the caller's, who tidies them up.
   * @param images `[batch, height, width, 3]`, normalised as `LossInputs.images` are, at any size that the network takes
   * @param features names of feature maps to return beside the logits
   */
  forward(
    images: tf.Tensor4D,
    features?: readonly string[],
  ): { readonly logits: tf.Tensor4D; readonly features: Readonly<Record<string, tf.Tensor4D>> };
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
  /** What the head keeps beside its weights, see `HeadOutputs.state`; a loss may write to it in `afterStep`. */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /**
   * The ranks that train together, each on its images of a batch. The trainer averages losses and gradients over them; a loss
   * that looks beyond its own images asks here. This process alone when absent.
   */
  readonly collective?: Collective;
  /** Whether batch norm normalises the batches of all ranks as one; a loss with a batch norm of its own does as the network. */
  readonly syncBatchNorm?: boolean;
  /**
   * The network's moving average, saved with checkpoints; for `setup` alone. Losses that name one momentum share one average.
   * Absent where nobody trains a network, as in a loop that calls losses itself.
   * @param momentum share of the average that a step keeps, 0–1 without 1; less in the first steps
   */
  teacher?(momentum: number): Teacher;
}

export interface LossInputs {
  /** `[batch, height, width, 3]`, normalised: what the network saw. */
  readonly images: tf.Tensor4D;
  /** `[batch, h, w, classCount]`, at the head's own stride. */
  readonly logits: tf.Tensor4D;
  /** The maps named by `LossTerm.features`, `[batch, h, w, channels]`. */
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

/** Choices about one term of the training objective; it holds no state. Losses exist in training only. */
export interface Loss {
  /** Factor of this term in the total; the trainer multiplies. */
  readonly weight: number;

  /**
   * Makes the term of one run, once before its first step: creates variables, allocates banks, checks options against the
   * model. A loss without a state of its own is one function.
   */
  setup(context: LossContext): LossTerm | LossFunction;
}

/** The unweighted loss of one batch: see `LossTerm.compute`. */
export type LossFunction = (inputs: LossInputs) => tf.Scalar;

/**
 * A loss at work in one run. Nothing of it is in the inference model; it is disposed with the run, and its state, where it
 * has one, is in every checkpoint.
 *
 * Order within a step: `compute` (inside the gradient tape), the optimizer's update, `afterStep`.
 * When the step fails or its loss is not finite, `afterStep` is not called.
 */
export interface LossTerm extends Partial<Stateful>, Partial<Disposable> {
  /** Names of the feature maps that `compute` reads; none when absent. */
  readonly features?: readonly string[];
  readonly variables?: readonly LossVariable[];
  /** What the log says about it after each step, by name. */
  readonly figures?: Readonly<Record<string, Figure>>;

  /**
   * The unweighted loss of one batch, a finite scalar connected to `logits` or `features` even where it is zero.
   * Keep what `afterStep` needs with `tf.keep`; dispose what an earlier, failed step left behind.
   */
  compute(inputs: LossInputs): tf.Scalar;

  /** Called after the optimizer's update: the place to push rows into memory banks. */
  afterStep?(step: StepInfo): void;

  /** Called after the last step of an epoch. */
  afterEpoch?(epoch: number): void;
}

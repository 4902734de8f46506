import * as tf from '@tensorflow/tfjs';
import { normalizeBatch } from '../../../core/engine/ops/batch-normalization.js';
import type { Collective } from '../../../core/interfaces/collective.js';
import type { LossVariable } from '../../../core/interfaces/loss.js';

const EPSILON = 1e-5;
/** Share of the running statistics that a step keeps. */
const MOMENTUM = 0.9;

/** Running mean and variance as a batch moves them, `[channels]` each. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch normalisation over rows and ReLU, always with the statistics of the batch; the running ones are kept for the record. */
export class BatchNorm {
  private readonly scale: tf.Variable<tf.Rank.R1>;
  private readonly offset: tf.Variable<tf.Rank.R1>;
  private readonly mean: tf.Variable<tf.Rank.R1>;
  private readonly variance: tf.Variable<tf.Rank.R1>;

  /** @param across the ranks whose rows are normalised as one; this rank's alone when absent */
  constructor(
    channels: number,
    private readonly across?: Collective,
  ) {
    const variable = (value: number, trainable: boolean) =>
      tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([channels], value), trainable));
    this.scale = variable(1, true);
    this.offset = variable(0, true);
    this.mean = variable(0, false);
    this.variance = variable(1, false);
  }

  variables(prefix: string): LossVariable[] {
    return [
      { name: `${prefix}/scale`, variable: this.scale, trainable: true, decay: false },
      { name: `${prefix}/offset`, variable: this.offset, trainable: true, decay: false },
      { name: `${prefix}/mean`, variable: this.mean, trainable: false, decay: false },
      { name: `${prefix}/variance`, variable: this.variance, trainable: false, decay: false },
    ];
  }

  /** @param rows `[n, channels]`, n at least 2 over the ranks that are normalised as one */
  apply(rows: tf.Tensor2D): { readonly rows: tf.Tensor2D; readonly moments: Moments } {
    const kept: tf.Tensor1D[] = [];
    const state = {
      movingMean: this.mean,
      movingVariance: this.variance,
      momentum: MOMENTUM,
      epsilon: EPSILON,
      across: this.across,
      update: (...moved: tf.Tensor1D[]) => void kept.push(...moved.map((tensor) => tf.keep(tf.clone(tensor)))),
    };
    const active = normalizeBatch(rows, this.scale, this.offset, state, { activation: 'relu' });
    const [mean, variance] = kept.map((tensor) => tf.clone(tensor)) as [tf.Tensor1D, tf.Tensor1D];
    tf.dispose(kept);
    return { rows: active, moments: { mean, variance } };
  }

  /** Takes over running statistics that `apply` returned. */
  update({ mean, variance }: Moments): void {
    this.mean.assign(mean);
    this.variance.assign(variance);
  }

  dispose(): void {
    tf.dispose([this.scale, this.offset, this.mean, this.variance]);
  }
}

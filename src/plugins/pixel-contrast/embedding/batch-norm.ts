import * as tf from '@tensorflow/tfjs';
import { normalizeBatch } from '../../../core/engine/ops/batch-normalization.js';
import type { LossVariable } from '../../../core/interfaces/loss.js';

const EPSILON = 1e-5;
/** Share of the running statistics that a step keeps. */
const MOMENTUM = 0.9;

/** Batch normalisation over rows and ReLU, always with the statistics of the batch; the running ones are kept for the record. */
export class BatchNorm {
  private readonly scale: tf.Variable<tf.Rank.R1>;
  private readonly offset: tf.Variable<tf.Rank.R1>;
  private readonly mean: tf.Variable<tf.Rank.R1>;
  private readonly variance: tf.Variable<tf.Rank.R1>;
  private pending: { mean: tf.Tensor1D; variance: tf.Tensor1D } | undefined;

  constructor(channels: number) {
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

  /** @param rows `[n, channels]`, n at least 2 */
  apply(rows: tf.Tensor2D): tf.Tensor2D {
    this.discard();
    const state = {
      movingMean: this.mean,
      movingVariance: this.variance,
      momentum: MOMENTUM,
      epsilon: EPSILON,
      update: (mean: tf.Tensor1D, variance: tf.Tensor1D) => {
        this.pending = { mean: tf.keep(tf.clone(mean)), variance: tf.keep(tf.clone(variance)) };
      },
    };
    return normalizeBatch(rows, this.scale, this.offset, state, { activation: 'relu' });
  }

  /** Takes over the running statistics of the last `apply`. */
  commit(): void {
    const { pending } = this;
    if (!pending) return;
    this.mean.assign(pending.mean);
    this.variance.assign(pending.variance);
    this.discard();
  }

  /** Forgets the statistics of a step that failed. */
  discard(): void {
    if (this.pending) tf.dispose([this.pending.mean, this.pending.variance]);
    this.pending = undefined;
  }

  dispose(): void {
    this.discard();
    tf.dispose([this.scale, this.offset, this.mean, this.variance]);
  }
}

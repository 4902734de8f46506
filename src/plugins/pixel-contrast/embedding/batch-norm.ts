import * as tf from '@tensorflow/tfjs';
import type { LossVariable } from '../../../core/interfaces/loss.js';

const EPSILON = 1e-5;
/** Share of the running statistics that a step keeps. */
const MOMENTUM = 0.9;

/** Mean and variance of the rows of a batch, `[channels]` each. */
export interface Moments {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch normalisation over rows, always with the statistics of the batch; the running ones are kept for the record. */
export class BatchNorm {
  private readonly scale: tf.Variable<tf.Rank.R1>;
  private readonly offset: tf.Variable<tf.Rank.R1>;
  private readonly mean: tf.Variable<tf.Rank.R1>;
  private readonly variance: tf.Variable<tf.Rank.R1>;

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
  apply(rows: tf.Tensor2D): { readonly rows: tf.Tensor2D; readonly moments: Moments } {
    const moments = tf.moments(rows, 0) as { mean: tf.Tensor1D; variance: tf.Tensor1D };
    const { mean, variance } = moments;
    return { rows: tf.batchNorm2d(rows, mean, variance, this.offset, this.scale, EPSILON), moments };
  }

  /** Moves the running statistics towards those of a batch. */
  update({ mean, variance }: Moments): void {
    tf.tidy(() => {
      this.mean.assign(blend(this.mean, mean));
      this.variance.assign(blend(this.variance, variance));
    });
  }

  dispose(): void {
    tf.dispose([this.scale, this.offset, this.mean, this.variance]);
  }
}

function blend(running: tf.Tensor1D, batch: tf.Tensor1D): tf.Tensor1D {
  return tf.add(tf.mul(running, MOMENTUM), tf.mul(batch, 1 - MOMENTUM));
}

import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../interfaces/collective.js';
import type { Parameter } from '../interfaces/optimizer.js';

/** Bytes that travel together: enough that latency does not count, and few enough that they are packed in the cache. */
const BUCKET = 4 * 2 ** 20;

/** What the ranks know together about a step. */
interface Mean {
  /** By parameter. */
  readonly gradients: Record<string, tf.Tensor>;
  readonly figures: readonly tf.Scalar[];
}

/**
 * Averages gradients over the ranks, in buckets whose order follows from the parameters alone, the last of which come first, as
 * the backward pass makes them. A parameter without a gradient on this rank counts as zero: others may have one.
 */
export class GradientBuckets {
  private readonly buckets: Parameter[][] = [];

  constructor(
    private readonly parameters: readonly Parameter[],
    private readonly collective: Collective,
  ) {
    let room = 0;
    for (const parameter of [...parameters].reverse()) {
      const bytes = 4 * parameter.variable.size;
      if (this.buckets.length === 0 || bytes > room) {
        this.buckets.push([]);
        room = BUCKET;
      }
      this.buckets.at(-1)!.push(parameter);
      room -= bytes;
    }
  }

  /**
   * @param gradients by parameter; those of a process on its own are returned as they are
   * @param figures of this step, which travel with the first bucket
   * @returns tensors that the caller disposes; only parameters that had a gradient on some rank have one
   */
  mean(gradients: Record<string, tf.Tensor>, figures: readonly tf.Scalar[]): Mean {
    if (this.collective.size === 1) return { gradients, figures };
    return tf.tidy(() => {
      const present = this.parameters.map(({ name }) => (gradients[name] ? 1 : 0));
      const front = tf.concat([tf.stack([...figures]), tf.tensor1d(present)]) as tf.Tensor1D;
      const [first = [], ...others] = this.buckets;
      const [known, ...averaged] = this.reduce(first, gradients, [front]);
      for (const bucket of others) averaged.push(...this.reduce(bucket, gradients));
      const names = this.buckets.flat().map(({ name }) => name);
      const byName = new Map(names.map((name, i) => [name, averaged[i]!]));
      const [means, shares] = tf.split(known!, [figures.length, present.length]);
      const anywhere = shares!.dataSync();
      const kept = this.parameters.filter((_, i) => anywhere[i]! > 0);
      return {
        gradients: Object.fromEntries(kept.map(({ name }) => [name, byName.get(name)!])),
        figures: tf.unstack(means!) as tf.Scalar[],
      };
    });
  }

  /** The means of one bucket, behind those of what travels at its front. */
  private reduce(
    bucket: readonly Parameter[],
    gradients: Record<string, tf.Tensor>,
    front: readonly tf.Tensor1D[] = [],
  ): tf.Tensor[] {
    return tf.tidy(() => {
      const own = bucket.map(({ name, variable: { size } }) => gradients[name]?.reshape([size]) ?? tf.zeros([size]));
      const parts = [...front, ...own] as tf.Tensor1D[];
      const mean = this.collective.allReduce(tf.concat(parts), 'mean');
      const pieces = tf.split(
        mean,
        parts.map(({ size }) => size),
      );
      return pieces.map((piece, i) => piece.reshape(bucket[i - front.length]?.variable.shape ?? [piece.size]));
    });
  }
}

import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { LossVariable } from '../../../core/interfaces/loss.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { BatchNorm } from './batch-norm.js';

export const ProjectionOptions = z.strictObject({
  type: z
    .enum(['mlp', 'linear'])
    .default('mlp')
    .describe(
      'Layers: mlp is a 1x1 convolution, batch norm, ReLU and a 1x1 convolution; linear is one 1x1 convolution.',
    ),
  dim: z.int().positive().default(256).describe('Size of an embedding.'),
  hidden: z
    .int()
    .positive()
    .optional()
    .describe('Channels between the two convolutions of mlp; when absent as many as the feature map has.'),
  dense: z
    .boolean()
    .default(false)
    .describe(
      'Projects every pixel; false projects only those that the loss and the banks use, all of them in one call.',
    ),
  feature: z.string().optional().describe('Feature map of backbone or head to project; the last one when absent.'),
});

/** Turns features into embeddings of unit length. Exists in training only. */
export class Projection {
  readonly variables: readonly LossVariable[];
  private readonly kernels: tf.Variable<tf.Rank.R2>[] = [];
  private readonly biases: tf.Variable<tf.Rank.R1>[] = [];
  private readonly norm: BatchNorm | undefined;

  constructor(channels: number, options: z.output<typeof ProjectionOptions>, random: RandomStream) {
    const hidden = options.hidden ?? channels;
    const widths = options.type === 'mlp' ? [channels, hidden, options.dim] : [channels, options.dim];
    const variables: LossVariable[] = [];
    for (let layer = 0; layer + 1 < widths.length; layer++) {
      const kernel = tf.tidy(() => tf.variable(heNormal(widths[layer]!, widths[layer + 1]!, random)));
      this.kernels.push(kernel);
      variables.push({ name: `projection/${layer}/kernel`, variable: kernel, trainable: true, decay: true });
      if (layer + 2 < widths.length) continue; // batch norm follows and has an offset of its own
      const bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([widths[layer + 1]!])));
      this.biases.push(bias);
      variables.push({ name: `projection/${layer}/bias`, variable: bias, trainable: true, decay: false });
    }
    if (options.type === 'mlp') {
      this.norm = new BatchNorm(hidden);
      variables.push(...this.norm.variables('projection/norm'));
    }
    this.variables = variables;
  }

  /**
   * @param rows features `[n, channels]`, n at least 2
   * @returns `[n, dim]`, unit length
   */
  apply(rows: tf.Tensor2D): tf.Tensor2D {
    let x = rows;
    if (this.norm) x = tf.relu(this.norm.apply(tf.matMul(x, this.kernels[0]!)));
    x = tf.add(tf.matMul(x, this.kernels.at(-1)!), this.biases[0]!);
    return normalizeRows(x);
  }

  /** Takes over the batch's statistics; called when the step succeeded. */
  commit(): void {
    this.norm?.commit();
  }

  /** Forgets the statistics of a step that failed. */
  discard(): void {
    this.norm?.discard();
  }

  dispose(): void {
    tf.dispose([...this.kernels, ...this.biases]);
    this.norm?.dispose();
  }
}

/** Squared length below which a row has no direction. */
const SHORTEST_SQUARE = 1e-12;

/**
 * Rows divided by their length. A shorter row than 1e-6, such as the zero that dead ReLUs leave, stays about zero and gets
 * no gradient: it would be a million times the one that arrives.
 */
export function normalizeRows(rows: tf.Tensor2D): tf.Tensor2D {
  const normalize = tf.customGrad((x, save) => {
    const squares = tf.sum(tf.square(x as tf.Tensor2D), 1, true);
    const scale = tf.rsqrt(tf.maximum(squares, SHORTEST_SQUARE));
    const value = tf.mul<tf.Tensor2D>(x as tf.Tensor2D, scale);
    (save as tf.GradSaveFunc)([value, tf.where(tf.less(squares, SHORTEST_SQUARE), 0, scale)]);
    // With y = x / |x|: dx = (dy - y (y·dy)) / |x|.
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, slope] = saved as [tf.Tensor2D, tf.Tensor2D];
      return tf.mul(slope, tf.sub(dy, tf.mul(y, tf.sum(tf.mul(dy, y), 1, true))));
    };
    return { value, gradFunc };
  });
  return normalize(rows) as tf.Tensor2D;
}

function heNormal(inputs: number, outputs: number, random: RandomStream): tf.Tensor2D {
  const deviation = Math.sqrt(2 / inputs);
  const values = Float32Array.from({ length: inputs * outputs }, () => deviation * random.normal());
  return tf.tensor2d(values, [inputs, outputs]);
}

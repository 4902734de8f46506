import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Collective } from '../../../core/interfaces/collective.js';
import type { LossVariable } from '../../../core/interfaces/loss.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { BatchNorm, type Moments } from './batch-norm.js';
import { gatherPixels } from './gather-pixels.js';
import { normalizeRows } from './normalize-rows.js';

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

/** What a projection makes of a batch. */
export interface Projected {
  /** `[rows, dim]`, unit length */
  readonly embeddings: tf.Tensor2D;
  /** Batch norm's running statistics after these rows, for `update`; none where there is no batch norm. */
  readonly moments?: Moments;
}

/** Turns features into embeddings of unit length. Exists in training only. */
export class Projection {
  readonly variables: readonly LossVariable[];
  /** Size of an embedding. */
  readonly dimension: number;
  /** Whether batch norm normalises the rows of all ranks as one, so that all of them must embed theirs. */
  readonly acrossRanks: boolean;
  private readonly kernels: tf.Variable<tf.Rank.R2>[] = [];
  private readonly biases: tf.Variable<tf.Rank.R1>[] = [];
  private readonly norm: BatchNorm | undefined;
  private readonly dense: boolean;

  /** @param across the ranks whose rows batch norm normalises as one; this rank's alone when absent */
  constructor(
    channels: number,
    options: z.output<typeof ProjectionOptions>,
    random: RandomStream,
    across?: Collective,
  ) {
    this.dense = options.dense;
    this.dimension = options.dim;
    this.acrossRanks = across !== undefined && options.type === 'mlp';
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
      this.norm = new BatchNorm(hidden, across);
      variables.push(...this.norm.variables('projection/norm'));
    }
    this.variables = variables;
  }

  /**
   * Embeds some pixels of a batch in one call, so that batch norm puts them into one space. Where it normalises the rows of all
   * ranks, all of them must call, those without pixels too.
   * @param features `[images, h, w, channels]`
   * @param pixels flat indices into `[images, h, w]`, none twice; a single one of a rank on its own has no variance
   * @returns `[pixels.length, dim]`
   */
  embed(features: tf.Tensor4D, pixels: Int32Array): Projected {
    const table = tf.reshape<tf.Rank.R2>(features, [-1, features.shape[3]]);
    if (!this.dense) return this.apply(gatherPixels(table, pixels));
    const all = this.apply(table);
    return { ...all, embeddings: gatherPixels(all.embeddings, pixels) };
  }

  /** @param rows features `[n, channels]`, n at least 2 */
  apply(rows: tf.Tensor2D): Projected {
    const active = this.norm?.apply(tf.matMul(rows, this.kernels[0]!));
    const x = tf.add<tf.Tensor2D>(tf.matMul(active?.rows ?? rows, this.kernels.at(-1)!), this.biases[0]!);
    return { embeddings: normalizeRows(x), moments: active?.moments };
  }

  /** Takes over running statistics that `apply` returned; for when its step succeeded. */
  update(moments: Moments): void {
    this.norm?.update(moments);
  }

  dispose(): void {
    tf.dispose([...this.kernels, ...this.biases]);
    this.norm?.dispose();
  }
}

function heNormal(inputs: number, outputs: number, random: RandomStream): tf.Tensor2D {
  const deviation = Math.sqrt(2 / inputs);
  const values = Float32Array.from({ length: inputs * outputs }, () => deviation * random.normal());
  return tf.tensor2d(values, [inputs, outputs]);
}

import * as tf from '@tensorflow/tfjs';

export interface AttentionArgs {
  readonly name?: string;
  /** Parts that the channels are cut into; each attends by itself. */
  readonly heads: number;
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, eq. 1) of every pixel of one map to all pixels of another;
 * the maps may have any size, also different ones. It has no weights: queries, keys and values are projected by layers
 * before it.
 *
 * queries `[batch, height, width, channels]`, keys and values `[batch, h, w, channels]` ->
 * `[batch, height, width, channels]`
 */
export class Attention extends tf.layers.Layer {
  static readonly className = 'contraseg>Attention';

  private readonly heads: number;

  constructor(args: AttentionArgs) {
    super({ name: args.name });
    this.heads = args.heads;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape[])[0]!;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return attend(inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D], this.heads);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}

function attend([queries, keys, values]: [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D], heads: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = queries.shape;
    const size = channels / heads;
    const q = splitHeads(queries.mul(size ** -0.5), heads);
    const similarities = tf.softmax(tf.matMul(q, splitHeads(keys, heads), false, true));
    const context = tf.matMul(similarities, splitHeads(values, heads));
    if (heads === 1) return context.reshape([batch, height, width, channels]);
    const together = context.reshape([batch, heads, height * width, size]).transpose([0, 2, 1, 3]);
    return together.reshape([batch, height, width, channels]);
  });
}

/** `[batch, height, width, channels]` -> `[batch * heads, height * width, channels / heads]` */
function splitHeads(map: tf.Tensor4D, heads: number): tf.Tensor3D {
  const [batch, height, width, channels] = map.shape;
  const pixels = height * width;
  if (heads === 1) return map.reshape([batch, pixels, channels]);
  const size = channels / heads;
  const apart = map.reshape([batch, pixels, heads, size]).transpose([0, 2, 1, 3]);
  return apart.reshape([batch * heads, pixels, size]);
}

import * as tf from '@tensorflow/tfjs';

export interface AdaptiveAveragePoolingArgs {
  readonly name?: string;
  /** Rows and columns of the result. */
  readonly bins: number;
}

/**
 * The means of `bins * bins` parts of a map of any size, as PyTorch cuts it: part i covers the rows from
 * floor(i height / bins) to ceil((i + 1) height / bins), so that neighbours overlap where the height is no multiple.
 *
 * `[batch, height, width, channels]` -> `[batch, bins, bins, channels]`
 */
export class AdaptiveAveragePooling extends tf.layers.Layer {
  static readonly className = 'contraseg>AdaptiveAveragePooling';

  private readonly bins: number;

  constructor(args: AdaptiveAveragePoolingArgs) {
    super({ name: args.name });
    this.bins = args.bins;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , , channels] = inputShape as tf.Shape;
    return [batch!, this.bins, this.bins, channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return adaptiveAveragePool((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D, this.bins);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), bins: this.bins };
  }
}

function adaptiveAveragePool(map: tf.Tensor4D, bins: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = map.shape;
    const rows = tf.matMul(means(height, bins), map.reshape([batch, height, width * channels]));
    const cells = tf.matMul(means(width, bins), rows.reshape([batch * bins, width, channels]));
    return cells.reshape([batch, bins, bins, channels]);
  });
}

/** `[1, bins, size]`, each row the weights of one mean. */
function means(size: number, bins: number): tf.Tensor3D {
  const weights = new Float32Array(bins * size);
  for (let bin = 0; bin < bins; bin++) {
    const [from, to] = [Math.floor((bin * size) / bins), Math.ceil(((bin + 1) * size) / bins)];
    weights.fill(1 / (to - from), bin * size + from, bin * size + to);
  }
  return tf.tensor3d(weights, [1, bins, size]);
}

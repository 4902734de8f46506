import * as tf from '@tensorflow/tfjs';
import { columnSums } from '../engine/ops/column-sums.js';

export interface LayerScaleArgs {
  readonly name?: string;
  /** What every factor starts with; not serialised. */
  readonly start?: number;
}

/** Multiplies each channel by a trained factor (Touvron et al. 2021, eq. 4), `[…, channels]` -> `[…, channels]`. */
export class LayerScale extends tf.layers.Layer {
  static readonly className = 'contraseg>LayerScale';

  private factors!: ReturnType<tf.layers.Layer['addWeight']>;

  constructor(private readonly args: LayerScaleArgs = {}) {
    super({ name: args.name });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const start = tf.initializers.constant({ value: this.args.start ?? 1 });
    this.factors = this.addWeight('layer_scale', [(inputShape as tf.Shape).at(-1)!], 'float32', start);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => scaleChannels(x, this.factors.read() as tf.Tensor1D));
  }
}

function scaleChannels(x: tf.Tensor, factors: tf.Tensor1D): tf.Tensor {
  const scale = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [rows, by, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    save([rows, by]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [
      dy.mul(saved[1]!),
      columnSums(dy.mul(saved[0]!) as tf.Tensor2D),
    ];
    return { value: rows.mul(by), gradFunc };
  });
  return scale(x.reshape([-1, factors.size]), factors).reshape(x.shape);
}

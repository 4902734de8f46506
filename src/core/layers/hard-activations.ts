import * as tf from '@tensorflow/tfjs';

/** relu6(x + 3) / 6, as PyTorch and MobileNetV3 have it; Keras's `hardSigmoid` has another slope. */
export class HardSigmoid extends tf.layers.Layer {
  static readonly className = 'contraseg>HardSigmoid';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => gate(Array.isArray(inputs) ? inputs[0]! : inputs));
  }
}

/** x relu6(x + 3) / 6 (Howard et al. 2019, eq. in section 5.2). */
export class HardSwish extends tf.layers.Layer {
  static readonly className = 'contraseg>HardSwish';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.mul(x, gate(x));
    });
  }
}

function gate(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.relu6(tf.add(x, 3)), 6);
}

import * as tf from '@tensorflow/tfjs';

/**
 * One vector for each class: the mean of the pixels' features, weighted by a softmax of that class's logits over the pixels
 * (Yuan et al. 2020, eq. 1 and 3).
 *
 * features `[batch, height, width, channels]`, logits `[batch, height, width, classes]` -> `[batch, classes, 1, channels]`
 */
export class RegionGathering extends tf.layers.Layer {
  static readonly className = 'contraseg>RegionGathering';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [features, logits] = inputShape as [tf.Shape, tf.Shape];
    return [features[0]!, logits[3]!, 1, features[3]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [features, logits] = inputs as [tf.Tensor4D, tf.Tensor4D];
    return tf.tidy(() => {
      const [batch, height, width, channels] = features.shape;
      const classes = logits.shape[3];
      const pixels = height * width;
      const shares = tf.softmax(logits.reshape([batch, pixels, classes]).transpose([0, 2, 1]));
      const regions = tf.matMul(shares, features.reshape([batch, pixels, channels]));
      return regions.reshape([batch, classes, 1, channels]);
    });
  }
}

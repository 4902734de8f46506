import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-web';

/** What onnxruntime computes from a file's bytes and an image `[batch, height, width, channels]`, in the same order. */
export async function runOnnx(bytes: Uint8Array, image: tf.Tensor4D): Promise<tf.Tensor4D> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const planes = tf.tidy(() => image.transpose([0, 3, 1, 2]).dataSync<'float32'>().slice());
  const [batch, height, width, channels] = image.shape;
  const { logits } = await session.run({ image: new Tensor('float32', planes, [batch, channels, height, width]) });
  await session.release();
  return tf.tidy(() => {
    const result = tf.tensor(logits!.data as Float32Array, [...logits!.dims]);
    return result.transpose<tf.Tensor4D>([0, 2, 3, 1]);
  });
}

/** The largest difference, in standard deviations of what is expected; infinite where the shapes differ. */
export function differencePerStd(found: tf.Tensor, expected: tf.Tensor): number {
  if (found.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  return tf.tidy(() => {
    const std = tf.moments(expected).variance.sqrt();
    return found.sub(expected).abs().max().div(std).dataSync()[0]!;
  });
}

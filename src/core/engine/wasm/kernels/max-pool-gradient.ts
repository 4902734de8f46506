import * as tf from '@tensorflow/tfjs';

export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Each output's gradient goes to the first largest input of its window, as in TensorFlow. tfjs's kernel sends it to
 * wrong places; a loop over the engine's memory, which is this process's, is as fast as any way through other kernels.
 * @param x `[batch, height, width, channels]`
 */
export function maxPoolGradient(dy: tf.Tensor4D, x: tf.Tensor4D, attributes: PoolAttributes): tf.Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, inChannels: channels, padInfo } = info;
  const [inputs, outputs] = [x.dataSync(), dy.dataSync()];
  const gradient = new Float32Array(x.size);
  let output = 0;
  for (let b = 0; b < info.batchSize; b++) {
    for (let i = 0; i < info.outHeight; i++) {
      const top = i * info.strideHeight - padInfo.top;
      const bottom = Math.min(top + info.filterHeight, inHeight);
      for (let j = 0; j < info.outWidth; j++) {
        const left = j * info.strideWidth - padInfo.left;
        const right = Math.min(left + info.filterWidth, inWidth);
        for (let c = 0; c < channels; c++) {
          let best = -1;
          for (let row = Math.max(top, 0); row < bottom; row++) {
            for (let column = Math.max(left, 0); column < right; column++) {
              const at = ((b * inHeight + row) * inWidth + column) * channels + c;
              if (best < 0 || inputs[at]! > inputs[best]!) best = at;
            }
          }
          gradient[best]! += outputs[output++]!;
        }
      }
    }
  }
  return tf.tensor(gradient, x.shape);
}

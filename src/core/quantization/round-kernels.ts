import * as tf from '@tensorflow/tfjs';
import { fromFloat16, toFloat16 } from '../weights/float16.js';
import { equalizeChannels } from './equalize-channels.js';
import { roundToInt8 } from './int8.js';
import { kernelsOf } from './kernels.js';
import type { Precision } from './manifest.js';

/** Whether a format has an int8 scale for each channel of a kernel, or one for all of them. */
export type Scales = 'each-channel' | 'one';

/**
 * Rounds the kernels of a network to what a file of this precision keeps, so that the network computes what its readers
 * will. Where the format has one scale for a kernel, channels are made equal in range before; a depthwise kernel that this
 * cannot be done to is kept as float16, for it is small and suffers most.
 * @returns the precision of each kernel by the weight's name, for what writes them: rounding again changes nothing
 */
export function roundKernels(network: tf.LayersModel, precision: Precision, scales: Scales): Map<string, Precision> {
  const equalized = precision === 'int8' && scales === 'one' ? equalizeChannels(network) : undefined;
  return new Map(
    kernelsOf(network).map(({ name, variable, depthwise, axes }) => {
      const kept = equalized && depthwise && !equalized.has(name) ? 'float16' : precision;
      const shared = scales === 'one' ? undefined : axes;
      const rounded = kept === 'int8' ? roundToInt8(variable, shared) : roundToFloat16(variable);
      variable.assign(rounded);
      rounded.dispose();
      return [name, kept];
    }),
  );
}

function roundToFloat16(values: tf.Tensor): tf.Tensor {
  return tf.tensor(fromFloat16(toFloat16(values.dataSync<'float32'>())), values.shape);
}

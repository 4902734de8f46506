import * as tf from '@tensorflow/tfjs';
import { toFloat16 } from '../weights/float16.js';
import { toInt8 } from './int8.js';

/** Numbers that are kept in fewer bits than the 32 that a network computes in. */
export type Precision = 'float16' | 'int8';

type Spec = tf.io.WeightsManifestEntry;

/**
 * Weights as tfjs's own manifest quantises them: float16, or bytes with one scale and one smallest value for each weight,
 * which every version of `tf.loadLayersModel` expands.
 * @param data float32 values of all of them, one after the other
 * @param precisions by a weight's name; the others stay as they are
 */
export function quantizeWeights(
  specs: readonly Spec[],
  data: ArrayBuffer,
  precisions: ReadonlyMap<string, Precision>,
): { readonly specs: Spec[]; readonly bytes: Uint8Array } {
  let offset = 0;
  const coded = specs.map((spec) => {
    const size = tf.util.sizeFromShape(spec.shape);
    const values = new Float32Array(data, offset, size);
    offset += values.byteLength;
    return quantizeWeight(spec, values, precisions.get(spec.name));
  });
  return { specs: coded.map(({ spec }) => spec), bytes: Buffer.concat(coded.map(({ bytes }) => bytes)) };
}

function quantizeWeight(spec: Spec, values: Float32Array, precision: Precision | undefined) {
  if (precision === undefined) return { spec, bytes: bytesOf(values) };
  if (precision === 'float16') {
    return { spec: { ...spec, quantization: { dtype: 'float16' as const } }, bytes: bytesOf(toFloat16(values)) };
  }
  const tensor = tf.tensor1d(values);
  const { codes, scales } = toInt8(tensor);
  tensor.dispose();
  // Unsigned in the manifest: the smallest code is 0, and the one that stands for 0 is 127.
  const [scale, smallest] = [scales[0]!, 127];
  const quantization = { dtype: 'uint8' as const, scale, min: -smallest * scale };
  return { spec: { ...spec, quantization }, bytes: Uint8Array.from(codes, (code) => code + smallest) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

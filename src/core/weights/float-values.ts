import { fromFloat16 } from './float16.js';
import type { SafeTensor } from './safetensors.js';

/** The values of a tensor of floating-point numbers as float32; undefined for integers and booleans. */
export function floatValues({ dtype, data }: SafeTensor): Float32Array | undefined {
  if (dtype === 'F32') return data as Float32Array;
  if (dtype === 'F64') return Float32Array.from(data as Float64Array);
  if (dtype === 'BF16') return fromBfloat16(data as Uint16Array);
  if (dtype === 'F16') return fromFloat16(data as Uint16Array);
  return undefined;
}

/** A bfloat16 is the upper half of a float32. */
function fromBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

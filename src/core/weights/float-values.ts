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

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

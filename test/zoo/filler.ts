/*
 * Weights, images and labels without files: every value is a hash of its tensor's name and its place, so that a network
 * here and its peer in Python can be given the same ones. The rule is that of `scripts/filler.py` beside the golden values.
 */

/** FNV-1a of the name as UTF-8. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The i-th value in 0–1, without 1: MurmurHash3's finalizer of seed + i * golden ratio. */
function uniformAt(seed: number, i: number): number {
  let hash = seed + Math.imul(i, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Values of the mean `center`, uniform within `spread`. */
function around(center: number, spread: number, name: string, shape: readonly number[]): Float32Array<ArrayBuffer> {
  const seed = seedOf(name);
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = center + spread * (2 * uniformAt(seed, i) - 1);
  return values;
}

/** A tensor in PyTorch's layout; kernels keep the variance of their input times `gain`. */
export function fill(name: string, shape: readonly number[], gain = 1): Float32Array<ArrayBuffer> {
  const { center, spread } = distribution(name.split('.').at(-1)!, shape, gain);
  return around(center, spread, name, shape);
}

function distribution(last: string, shape: readonly number[], gain: number): { center: number; spread: number } {
  if (last === 'num_batches_tracked') return { center: 0, spread: 0 };
  if (last === 'running_mean' || last.endsWith('bias')) return { center: 0, spread: 0.1 };
  if (last === 'running_var') return { center: 1, spread: 0.25 };
  if (/^(gamma|layer_scale|lambda.*)$/.test(last)) return { center: 0.5, spread: 0.25 };
  if (shape.length === 1) return { center: 1, spread: 0.25 };
  return { center: 0, spread: Math.sqrt((3 * gain) / sizeOf(shape.slice(1))) };
}

/** Values of variance 1 in PyTorch's order, `[batch, channels, height, width]`. */
export function image(shape: readonly number[], name = 'input'): Float32Array<ArrayBuffer> {
  return around(0, Math.sqrt(3), name, shape);
}

/** Classes, a tenth of them 255. */
export function labels(shape: readonly number[], classes: number, name = 'labels'): Int32Array {
  const [seed, ignore] = [seedOf(name), seedOf(`${name}/ignore`)];
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
    uniformAt(ignore, i) < 0.1 ? 255 : Math.floor(uniformAt(seed, i) * classes),
  );
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

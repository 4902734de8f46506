import type { NormalizationSequel } from '../../../../src/core/engine/ops/batch-normalization-state.js';

type Activation = NormalizationSequel['activation'];

const EPSILON = 1e-5;
const HIGH = { relu: Number.POSITIVE_INFINITY, relu6: 6 } as const;

/** Ioffe & Szegedy 2015, algorithm 1, for each channel: x' = (x - mean) / deviation, and 1 / deviation. */
function normed(x: Float64Array, channels: number) {
  const rows = x.length / channels;
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  x.forEach((value, i) => {
    mean[i % channels]! += value / rows;
  });
  x.forEach((value, i) => {
    variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows;
  });
  const inverse = variance.map((value) => 1 / Math.sqrt(value + EPSILON));
  return { normed: x.map((value, i) => (value - mean[i % channels]!) * inverse[i % channels]!), inverse };
}

/** @param inputs x, gamma, beta and, where there is one, the shortcut */
export function naiveNormalization([x, gamma, beta, shortcut]: Float64Array[], activation: Activation): Float64Array {
  const channels = gamma!.length;
  return normed(x!, channels).normed.map((value, i) => {
    const sum = value * gamma![i % channels]! + beta![i % channels]! + (shortcut?.[i] ?? 0);
    return activation ? Math.min(Math.max(sum, 0), HIGH[activation]) : sum;
  });
}

/**
 * The gradients of the sum of `dy` y by the inputs; where the activation clamps is read from y, which near its ends may
 * lie on the other side in float32.
 */
export function naiveGradients(
  [x, gamma, , shortcut]: Float64Array[],
  dy: ArrayLike<number>,
  y: ArrayLike<number>,
  activation: Activation,
): Float64Array[] {
  const channels = gamma!.length;
  const rows = x!.length / channels;
  const { normed: xs, inverse } = normed(x!, channels);
  const passed = Float64Array.from(dy, (value, i) =>
    activation && (y[i]! <= 0 || y[i]! >= HIGH[activation]) ? 0 : value,
  );
  const [dGamma, dBeta] = [new Float64Array(channels), new Float64Array(channels)];
  passed.forEach((value, i) => {
    dGamma[i % channels]! += value * xs[i]!;
    dBeta[i % channels]! += value;
  });
  const dx = passed.map((value, i) => {
    const c = i % channels;
    return gamma![c]! * inverse[c]! * (value - dBeta[c]! / rows - (xs[i]! * dGamma[c]!) / rows);
  });
  return [dx, dGamma, dBeta, ...(shortcut ? [passed] : [])];
}

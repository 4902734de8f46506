import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { gelu } from '../../../../src/core/engine/ops/gelu.js';
import { onEachEngine } from '../../../helpers/engines.js';

const STEP = 1e-3;

/** phi(x), the normal distribution's density. */
const density = (x: number) => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);

/** Phi(x): Simpson's rule from 0, in float64. */
function distribution(x: number): number {
  const steps = 2 * Math.ceil(Math.abs(x) / (2 * STEP)) || 2;
  const h = x / steps;
  let sum = density(0) + density(x);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(i * h);
  return 0.5 + (sum * h) / 3;
}

test.serial('GELU is x Phi(x), not its tanh fit, and its gradient is Phi(x) + x phi(x)', async (t) => {
  const points = [-30, -6, -3.1, -2, -1, -0.5, -1e-3, 0, 1e-3, 0.3, 1, 1.7, 2.9, 5, 30];
  const rates = points.map((_, i) => i - 6);
  await onEachEngine(({ name }) => {
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((x) => gelu(x, true).mul(tf.tensor1d(rates)).sum())(tf.tensor1d(points));
      const values = [true, false].map((training) => gelu(tf.tensor2d(points, [3, 5]), training).dataSync());
      points.forEach((x, i) => {
        for (const each of values) t.true(Math.abs(each[i]! - x * distribution(x)) < 2e-6, `${name}: at ${x}`);
        const slope = rates[i]! * (distribution(x) + x * density(x));
        t.true(Math.abs(grad.dataSync()[i]! - slope) < 1e-5, `${name}: gradient at ${x}`);
      });
      t.true(Number.isFinite(value.dataSync()[0]!));
    });
  });
});

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { globalNorm } from '../../../../src/core/engine/ops/global-norm.js';
import { moveByAdam } from '../../../../src/core/engine/ops/parameter-updates/adam.js';
import { moveWithMomentum } from '../../../../src/core/engine/ops/parameter-updates/momentum.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { randomTensor } from '../numeric.js';

/** A scalar, rows that fill no vector, and more than one thread takes at a time. */
const SHAPES = [[], [1], [17], [3, 3, 2, 5], [70_001]];
const RATES = [0.1, 0.02, 0.3, 0.05, 0.01];
const DECAYS = [0, 0.01, 0, 0.1, 0.5];

function tensors(seed: number): tf.Tensor[] {
  return SHAPES.map((shape, i) => randomTensor(shape, 10 * seed + i));
}

function near(t: import('ava').ExecutionContext, found: tf.Tensor, shape: number[], expected: Float64Array): void {
  t.deepEqual(found.shape, shape);
  const values = found.dataSync();
  const largest = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  t.true(largest <= 2e-6 * scale, `${largest} of ${scale}`);
}

/** Entries of `lists`, one for each place, by a formula in float64. */
function entries(lists: readonly tf.Tensor[], formula: (...values: number[]) => number): Float64Array {
  const columns = lists.map((tensor) => tensor.dataSync());
  return Float64Array.from({ length: columns[0]!.length }, (_, i) => formula(...columns.map((column) => column[i]!)));
}

test.serial('momentum moves every parameter as its formula says, on every engine', async (t) => {
  await onEachEngine(() => {
    tf.tidy(() => {
      const [variables, velocities, gradients] = [tensors(1), tensors(2), tensors(3)];
      const updates = SHAPES.map((_, i) => {
        const [variable, velocity, gradient] = [variables[i]!, velocities[i]!, gradients[i]!];
        return { variable, velocity, gradient, rate: RATES[i]!, decay: DECAYS[i]! };
      });
      const moved = [...moveWithMomentum(updates, 0.9)];
      t.is(moved.length, SHAPES.length);
      moved.forEach(({ variable, velocity }, i) => {
        const lists = [variables[i]!, velocities[i]!, gradients[i]!];
        const next = (w: number, v: number, g: number) => 0.9 * v + g + DECAYS[i]! * w;
        near(t, velocity, SHAPES[i]!, entries(lists, next));
        near(
          t,
          variable,
          SHAPES[i]!,
          entries(lists, (w, v, g) => w - RATES[i]! * next(w, v, g)),
        );
      });
    });
  });
});

test.serial('Adam moves every parameter as its formula says, on every engine', async (t) => {
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 3 };
  await onEachEngine(() => {
    tf.tidy(() => {
      const [variables, means, gradients] = [tensors(1), tensors(2), tensors(3)];
      const squares = tensors(4).map((tensor) => tensor.square());
      const updates = SHAPES.map((_, i) => {
        const [variable, mean, square, gradient] = [variables[i]!, means[i]!, squares[i]!, gradients[i]!];
        return { variable, mean, square, gradient, rate: RATES[i]!, decay: DECAYS[i]! };
      });
      [...moveByAdam(updates, settings)].forEach(({ variable, mean, square }, i) => {
        const lists = [variables[i]!, means[i]!, squares[i]!, gradients[i]!];
        const newMean = (m: number, g: number) => 0.9 * m + 0.1 * g;
        const newSquare = (s: number, g: number) => 0.999 * s + 0.001 * g ** 2;
        const [first, second] = [1 - 0.9 ** 3, 1 - 0.999 ** 3];
        near(
          t,
          mean,
          SHAPES[i]!,
          entries(lists, (_w, m, _s, g) => newMean(m, g)),
        );
        near(
          t,
          square,
          SHAPES[i]!,
          entries(lists, (_w, _m, s, g) => newSquare(s, g)),
        );
        const expected = entries(lists, (w, m, s, g) => {
          const kept = w * (1 - RATES[i]! * DECAYS[i]!);
          return kept - (RATES[i]! * (newMean(m, g) / first)) / (Math.sqrt(newSquare(s, g) / second) + 1e-8);
        });
        near(t, variable, SHAPES[i]!, expected);
      });
    });
  });
});

test.serial('the global norm is that of all tensors together, and infinite or NaN where they are', async (t) => {
  await onEachEngine(() => {
    tf.tidy(() => {
      const all = tensors(5);
      const squares = all.flatMap((tensor) => [...tensor.dataSync()]).reduce((sum, value) => sum + value ** 2, 0);
      const norm = globalNorm(all);
      t.deepEqual(norm.shape, []);
      t.true(Math.abs(norm.dataSync()[0]! / Math.sqrt(squares) - 1) < 5e-5);
      t.is(globalNorm([...all, tf.tensor1d([Number.POSITIVE_INFINITY])]).dataSync()[0], Number.POSITIVE_INFINITY);
      t.true(Number.isNaN(globalNorm([...all, tf.tensor1d([Number.NaN])]).dataSync()[0]));
    });
  });
});

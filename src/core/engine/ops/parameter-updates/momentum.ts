import * as tf from '@tensorflow/tfjs';
import { ourBackend, rawOp } from '../../native/raw-op.js';

export interface MomentumUpdate {
  readonly variable: tf.Tensor;
  readonly velocity: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly rate: number;
  readonly decay: number;
}

export interface Moved {
  readonly variable: tf.Tensor;
  readonly velocity: tf.Tensor;
}

/**
 * v' = m v + g + d w and w' = w - r v', for all parameters: on `native-cpu` in one operation, elsewhere one after the
 * other as they are asked for, so that the intermediate values of the largest alone take memory. Call it inside `tf.tidy`.
 * @returns in the order of `updates`
 */
export function* moveWithMomentum(updates: readonly MomentumUpdate[], momentum: number): Generator<Moved> {
  const native = ourBackend();
  const count = updates.length;
  if (!native || count === 0) return yield* moveOneByOne(updates, momentum);
  const settings = tf.tensor1d([momentum, ...updates.flatMap(({ rate, decay }) => [rate, decay])]);
  const columns = (['variable', 'velocity', 'gradient'] as const).flatMap((name) => updates.map((row) => row[name]));
  const outputs = rawOp(native, 'ContrasegSgd', [...columns, settings], { N: { int: count } }, 2 * count);
  for (let i = 0; i < count; i++) yield { variable: outputs[i]!, velocity: outputs[count + i]! };
}

function* moveOneByOne(updates: readonly MomentumUpdate[], momentum: number): Generator<Moved> {
  for (const { variable, velocity, gradient, rate, decay } of updates) {
    yield tf.tidy(() => {
      const pull = decay > 0 ? gradient.add(variable.mul(decay)) : gradient;
      const next = velocity.mul(momentum).add(pull);
      return { variable: variable.sub(next.mul(rate)), velocity: next };
    });
  }
}

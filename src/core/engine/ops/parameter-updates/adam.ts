import * as tf from '@tensorflow/tfjs';
import { ourBackend, rawOp } from '../../native/raw-op.js';

export interface AdamUpdate {
  readonly variable: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly square: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly rate: number;
  /** Decoupled: what the variable loses by it is `rate` times as much. */
  readonly decay: number;
}

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** t, this step included */
  readonly step: number;
}

export interface AdamMoved {
  readonly variable: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly square: tf.Tensor;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1) with decoupled decay (Loshchilov & Hutter 2019, algorithm 2), for all parameters:
 * on `native-cpu` in one operation, elsewhere one after the other as they are asked for. Call it inside `tf.tidy`.
 * @returns in the order of `updates`
 */
export function* moveByAdam(updates: readonly AdamUpdate[], settings: AdamSettings): Generator<AdamMoved> {
  const { beta1, beta2, epsilon, step } = settings;
  const native = ourBackend();
  const count = updates.length;
  if (!native || count === 0) return yield* moveOneByOne(updates, settings);
  const each = updates.flatMap(({ rate, decay }) => [rate / (1 - beta1 ** step), 1 - rate * decay]);
  const numbers = tf.tensor1d([beta1, 1 - beta1, beta2, 1 - beta2, 1 - beta2 ** step, epsilon, ...each]);
  const names = ['variable', 'mean', 'square', 'gradient'] as const;
  const columns = names.flatMap((name) => updates.map((row) => row[name]));
  const outputs = rawOp(native, 'ContrasegAdam', [...columns, numbers], { N: { int: count } }, 3 * count);
  for (let i = 0; i < count; i++) {
    yield { variable: outputs[i]!, mean: outputs[count + i]!, square: outputs[2 * count + i]! };
  }
}

function* moveOneByOne(
  updates: readonly AdamUpdate[],
  { beta1, beta2, epsilon, step }: AdamSettings,
): Generator<AdamMoved> {
  for (const { variable, mean, square, gradient, rate, decay } of updates) {
    yield tf.tidy(() => {
      const newMean = mean.mul(beta1).add(gradient.mul(1 - beta1));
      const newSquare = square.mul(beta2).add(gradient.square().mul(1 - beta2));
      const root = newSquare
        .div(1 - beta2 ** step)
        .sqrt()
        .add(epsilon);
      const kept = decay > 0 ? variable.mul(1 - rate * decay) : variable;
      const moved = kept.sub(newMean.mul(rate / (1 - beta1 ** step)).div(root));
      return { variable: moved, mean: newMean, square: newSquare };
    });
  }
}

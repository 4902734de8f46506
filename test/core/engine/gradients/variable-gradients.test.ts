import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { variableGradients } from '../../../../src/core/engine/gradients/variable-gradients.js';
import { onEachEngine, useEngine } from '../../../helpers/engines.js';
import { randomTensor } from '../numeric.js';

const variable = (shape: number[], seed: number) => tf.tidy(() => tf.variable(randomTensor(shape, seed)));

/** Tensors that are read twice, outputs that nobody reads, gradients that are the one that arrives, and a constant. */
function objective(kernel: tf.Variable, scale: tf.Variable, image: tf.Tensor4D): tf.Scalar {
  const y = tf.conv2d(image, kernel as tf.Tensor4D, 1, 'same').relu();
  const [left, , right] = tf.split(y.mul(scale), 3, 3);
  const passed = tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => dy }))(left!);
  const sum = tf.addN([passed, right!, left!]).add(y.mean());
  return sum.concat(image, 3).square().mean().add(scale.sum()) as tf.Scalar;
}

test.serial('values and gradients are those of tfjs, bit for bit, and nothing is left behind', async (t) => {
  await onEachEngine(({ name }) => {
    const variables = [variable([3, 3, 2, 6], 1), variable([6], 2), variable([4], 3)];
    tf.tidy(() => {
      const image = randomTensor<tf.Rank.R4>([2, 5, 6, 2], 4);
      const f = () => objective(variables[0]!, variables[1]!, image);
      const [found, expected] = [variableGradients(f, variables), tf.variableGrads(f, variables)];
      t.deepEqual(found.value.dataSync(), expected.value.dataSync(), name);
      for (const { name: key } of variables.slice(0, 2)) {
        t.deepEqual(found.grads[key]!.dataSync(), expected.grads[key]!.dataSync(), `${name} ${key}`);
      }
      t.deepEqual(Object.keys(found.grads).sort(), [variables[0]!.name, variables[1]!.name].sort());
    });
    tf.dispose(variables);
  });
});

test.serial('when the backward pass arrives at the first layer, nothing of the layers behind it is held', async (t) => {
  await useEngine('cpu');
  const variables = Array.from({ length: 20 }, (_, i) => variable([16, 16], i));
  const x = randomTensor<tf.Rank.R2>([512, 16], 99);
  let held = 0;
  const first = tf.customGrad((w) => {
    const gradFunc = (dy: tf.Tensor) => {
      held = tf.memory().numBytes;
      return dy.clone();
    };
    return { value: (w as tf.Tensor).clone(), gradFunc };
  });
  const f = (): tf.Scalar => {
    let y: tf.Tensor = x;
    variables.forEach((w, i) => {
      y = tf.matMul(y, i === 0 ? first(w) : w).tanh();
    });
    return y.mean();
  };
  const before = tf.memory().numBytes;
  tf.dispose({ ...variableGradients(f, variables) });
  const ours = held - before;
  tf.dispose({ ...tf.variableGrads(f, variables) });
  const [layer, gradients] = [4 * 512 * 16, 20 * 4 * 16 * 16];
  t.true(ours < gradients + 3 * layer, `${ours} bytes`);
  t.true(held - before > 40 * layer, 'what tfjs holds');
  tf.dispose([x, ...variables]);
});

test.serial('a loss that throws, depends on nothing, or is no number says so and leaves nothing behind', async (t) => {
  await useEngine('cpu');
  const w = variable([3], 1);
  const before = tf.memory().numTensors;
  const failing = () => {
    w.square();
    throw new Error('no loss');
  };
  t.throws(() => variableGradients(failing, [w]), { message: 'no loss' });
  t.throws(() => variableGradients(() => tf.scalar(1), [w]), { message: /depends on no variable/ });
  t.throws(() => variableGradients(() => w.square() as tf.Scalar, [w]), {
    message: /one number, found the shape \[3\]/,
  });
  t.is(tf.memory().numTensors, before);
  w.dispose();
});

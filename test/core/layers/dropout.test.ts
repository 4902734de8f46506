import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { dropChannels, dropPath } from '../../../src/core/layers/dropout.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { onEachEngine, useEngine } from '../../helpers/engines.js';

function network(random: RandomStreams, rates: readonly number[]): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 2] });
  const outputs = rates.reduce((x, rate, i) => dropPath(x, { name: `drop.${i}`, rate, random }), image);
  return tf.model({ inputs: image, outputs });
}

/** The factor of every sample, after checking that it is one for the whole sample. */
function factors(model: tf.LayersModel, samples: number): number[] {
  return tf.tidy(() => {
    const y = model.apply(tf.ones([samples, 2, 3, 2]), { training: true }) as tf.Tensor;
    const rows = y.reshape([samples, 12]).arraySync() as number[][];
    return rows.map((row) => {
      if (row.some((value) => value !== row[0])) throw new Error('a sample is dropped in part');
      return row[0]!;
    });
  });
}

test.serial('whole samples are dropped at the given rate and the others scaled up', async (t) => {
  await onEachEngine(({ name }) => {
    const model = network(new RandomStreams(3), [0.2]);
    const found = factors(model, 2000);
    t.deepEqual(
      [...new Set(found)].sort((a, b) => a - b).map((value) => value.toFixed(5)),
      ['0.00000', '1.25000'],
      name,
    );
    const dropped = found.filter((factor) => factor === 0).length;
    t.true(Math.abs(dropped - 400) < 4 * Math.sqrt(2000 * 0.2 * 0.8), `${name}: ${dropped}`);
    model.dispose();
  });
});

test.serial('draws go on where a saved state was taken, and differ from layer to layer', async (t) => {
  await useEngine('cpu');
  const random = new RandomStreams(5);
  const model = network(random, [0.4, 0.4]);
  const other = network(new RandomStreams(5), [0.4]);
  t.notDeepEqual(factors(model, 40), factors(other, 40));
  const state = structuredClone(random.saveState());
  const going = factors(model, 40);
  const restored = new RandomStreams(6);
  restored.loadState(state);
  t.deepEqual(factors(network(restored, [0.4, 0.4]), 40), going);
});

test.serial(
  'nothing is dropped at inference, no layer is added at rate 0, and the gradient is the factor',
  async (t) => {
    await useEngine('cpu');
    const model = network(new RandomStreams(1), [0, 0.5]);
    t.is(model.layers.length, 2);
    tf.tidy(() => {
      const x = tf.ones([8, 2, 3, 2]);
      t.true((model.apply(x, { training: false }) as tf.Tensor).equal(x).all().dataSync()[0] === 1);
      const dx = tf.grad((a) => (model.apply(a, { training: true }) as tf.Tensor).sum())(x);
      t.deepEqual([...new Set(dx.dataSync())].sort(), [0, 2]);
    });
  },
);

test.serial('a saved layer opens as the stock dropout of whole samples', async (t) => {
  await useEngine('cpu');
  const model = network(new RandomStreams(1), [0.5]);
  const opened = await tf.models.modelFromJSON(JSON.parse(model.toJSON() as string));
  t.not(opened.layers[1]!.constructor, model.layers[1]!.constructor);
  t.deepEqual([...new Set(factors(opened, 50))].sort(), [0, 2]);
});

test.serial('whole channels of samples are dropped, at the given rate, and nothing at inference', async (t) => {
  await onEachEngine(({ name }) => {
    const image = tf.input({ shape: [null, null, 40] });
    const model = tf.model({
      inputs: image,
      outputs: dropChannels(image, { name: 'drop', rate: 0.25, random: new RandomStreams(2) }),
    });
    tf.tidy(() => {
      const x = tf.ones([50, 2, 3, 40]);
      t.true((model.apply(x, { training: false }) as tf.Tensor).equal(x).all().dataSync()[0] === 1);
      const y = model.apply(x, { training: true }) as tf.Tensor;
      const channels = y.reshape([50, 6, 40]).transpose([0, 2, 1]).reshape([2000, 6]).arraySync() as number[][];
      t.true(
        channels.every((values) => values.every((value) => value === values[0])),
        name,
      );
      const dropped = channels.filter(([value]) => value === 0).length;
      t.true(Math.abs(dropped - 500) < 4 * Math.sqrt(2000 * 0.25 * 0.75), `${name}: ${dropped}`);
      t.true(Math.abs(y.mean().dataSync()[0]! - 1) < 0.1);
    });
    model.dispose();
  });
});

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { modelState, VariablesState } from '../../../../src/core/run/checkpoint/variables-state.js';
import { tinyModel } from '../../../helpers/training-parts.js';

test.before(() => tf.setBackend('cpu'));

const variable = (...values: number[]) => tf.variable(tf.tensor1d(values));

test('variables take over the values of a state, by name', (t) => {
  const [a, b] = [variable(1, 2), variable(3)];
  const state = new VariablesState(
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  t.deepEqual(state.saveState(), { tensors: { a, b } });
  state.loadState({ tensors: { b: tf.tensor1d([5]), a: tf.tensor1d([6, 7]) } });
  t.deepEqual([[...a.dataSync()], [...b.dataSync()]], [[6, 7], [5]]);
});

test('variables with a single NaN or Infinity are named', (t) => {
  const variables = {
    good: variable(1, 2),
    nan: variable(1, Number.NaN),
    infinite: variable(Number.NEGATIVE_INFINITY, 0),
  };
  t.deepEqual(new VariablesState(new Map(Object.entries(variables))).nonFinite(), ['nan', 'infinite']);
  t.deepEqual(new VariablesState(new Map()).nonFinite(), []);
});

test('the state of a model is its parameters and the averages of batch norm', async (t) => {
  const model = await tinyModel();
  const names = [...model.parameters.map(({ name }) => name), ...Object.keys(model.statistics)];
  t.true(Object.keys(model.statistics).length > 0);
  t.deepEqual(Object.keys(modelState(model).saveState().tensors!), names);
});

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Parameter } from '../../../src/core/interfaces/optimizer.js';
import { Adam } from '../../../src/plugins/optimizers/adam.js';
import { Sgd } from '../../../src/plugins/optimizers/sgd.js';

test.before(() => tf.setBackend('cpu'));

const NAMES = [
  'backbone/stages.0.conv/kernel',
  'backbone/stages.1.conv/kernel',
  'backbone/stages.1.bn/gamma',
  'head/fc/kernel',
];

function parameters(): Parameter[] {
  return NAMES.map((name) => ({
    name,
    variable: tf.tidy(() => tf.variable(tf.tensor1d([1, -2]))),
    group: name.startsWith('head') ? 'head' : 'backbone',
    decay: name.endsWith('kernel'),
  }));
}

/** How far one step with a gradient of 1, or of 0, moves the first value of each parameter. */
function moves(optimizer: { setup: ReturnType<typeof Sgd.create>['setup'] }, gradient: 0 | 1): number[] {
  const params = parameters();
  const updater = optimizer.setup(params);
  tf.tidy(() => updater.step(Object.fromEntries(NAMES.map((name) => [name, tf.fill([2], gradient)])), 0.5));
  const moved = params.map(({ variable }) => 1 - variable.dataSync()[0]!);
  updater.dispose();
  tf.dispose(params.map(({ variable }) => variable));
  return moved;
}

const RULES = [
  { match: 'backbone/*', learningRate: 0.5 },
  { match: '*/gamma', decay: true },
  { match: 'backbone/stages.0.*', learningRate: 0.1, decay: false },
];

for (const [name, create] of [
  ['sgd', Sgd.create],
  ['adam', Adam.create],
] as const) {
  test(`${name}: rules scale the learning rate and say what decays; the last that matches decides`, (t) => {
    const learningRate = { backbone: 0.2, head: 0.4 };
    const free = moves(create({ learningRate, weightDecay: 0, rules: RULES }), 1);
    const [first, second, third, head] = free as [number, number, number, number];
    const close = (found: number, expected: number) =>
      t.true(Math.abs(found - expected) < 1e-6, `${found}, ${expected}`);
    close(head, 0.2);
    close(second, 0.5 * 0.2 * 0.5);
    close(third, second);
    close(first, 0.1 * 0.2 * 0.5);

    const decayed = moves(create({ learningRate, weightDecay: 0.1, rules: RULES }), 0);
    t.is(decayed[0], 0, 'decay is off');
    close(decayed[1]!, 0.5 * 0.2 * 0.5 * 0.1);
    close(decayed[2]!, decayed[1]!);
    close(decayed[3]!, 0.2 * 0.1);
  });
}

test('a rule that matches nothing is an error with names that there are', (t) => {
  const rules = [{ match: 'backbone/stages.0.conv/kernle' }, { match: 'backbone/stage.*' }, { match: '*' }];
  const error = t.throws(() => Sgd.create({ rules }).setup(parameters()), { instanceOf: ContrasegError });
  t.deepEqual(
    error.problems.map(({ code, path, message }) => [code, path, message.split('"')[1]]),
    [
      ['CONTRASEG_UNMATCHED_PATTERN', 'optimizer.rules', 'backbone/stages.0.conv/kernle'],
      ['CONTRASEG_UNMATCHED_PATTERN', 'optimizer.rules', 'backbone/stage.*'],
    ],
  );
  t.regex(error.problems[0]!.hint!, /did you mean "backbone\/stages\.0\.conv\/kernel"\?/);
});

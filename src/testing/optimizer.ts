import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Optimizer, Parameter, ParameterGroup, Updater } from '../core/interfaces/optimizer.js';
import { RandomStream } from '../core/random/random-stream.js';
import { load, save } from './checkpoint.js';
import { withoutMathRandom } from './draws.js';
import { fail, suite } from './suite.js';
import { checkSettled } from './tensors.js';

const SHAPES: readonly [name: string, group: ParameterGroup, shape: number[]][] = [
  ['backbone/conv/kernel', 'backbone', [3, 4]],
  ['head/classifier/kernel', 'head', [4, 2]],
  ['head/classifier/bias', 'head', [2]],
];

/**
 * Tries an optimizer on three parameters of two groups: it descends, obeys the schedule's factor, leaves alone what has no
 * gradient and does not decay what must not, goes on after a checkpoint as without one, and leaves no tensor behind.
 * Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal optimizer at each call, with a learning rate at which a paraboloid of curvature 1 is
 *   descended (below 1, say)
 */
export function testOptimizer(create: () => Optimizer): Promise<void> {
  return suite('optimizer', () => {
    const before = tf.memory().numTensors;
    checkFactor(create);
    checkUntouched(create);
    checkDescent(create);
    checkResumed(create);
    const left = tf.memory().numTensors - before;
    if (left !== 0) fail(`${left} tensors are left behind after the updaters were disposed`);
  });
}

/** An updater with parameters of its own; `values` puts them where another run's are. */
class Run {
  readonly updater: Updater;
  readonly parameters: readonly Parameter[];

  constructor(create: () => Optimizer, values: Readonly<Record<string, Float32Array>> = firstValues()) {
    this.parameters = SHAPES.map(([name, group, shape]) => {
      const variable = tf.tidy(() => tf.variable(tf.tensor(values[name]!, shape)));
      return { name, group, variable, decay: shape.length > 1 };
    });
    const optimizer = withoutMathRandom('the constructor', create);
    this.updater = withoutMathRandom('setup', () => optimizer.setup(this.parameters));
    for (const [group, rate] of Object.entries(this.updater.learningRate)) {
      if (!Number.isFinite(rate) || rate < 0) fail(`the learning rate of the ${group} is ${rate}`);
    }
  }

  get values(): Record<string, Float32Array> {
    return Object.fromEntries(
      this.parameters.map(({ name, variable }) => [name, variable.dataSync().slice() as Float32Array]),
    );
  }

  /** Half the squared distance from the origin, where the paraboloid is lowest. */
  get height(): number {
    return Object.values(this.values).reduce((sum, values) => sum + values.reduce((s, v) => s + (v * v) / 2, 0), 0);
  }

  /** One step with the gradients of the paraboloid times `scale`, for the named parameters. */
  step({ factor = 1, scale = 1, names = SHAPES.map(([name]) => name) }: StepOptions = {}): void {
    const moving = this.parameters.filter(({ name }) => names.includes(name));
    const gradients = Object.fromEntries(moving.map(({ name, variable }) => [name, variable.mul(scale)]));
    const given = moving.map(({ name }) => gradients[name]!.dataSync().slice());
    // As the trainer does: what is to outlive the step is the updater's to keep.
    tf.tidy(() => withoutMathRandom('step', () => this.updater.step(gradients, factor)));
    moving.forEach(({ name }, i) => {
      if (gradients[name]!.isDisposed) fail(`step disposes the gradient of "${name}", which is the caller's`);
      if (!isDeepStrictEqual(gradients[name]!.dataSync(), given[i])) fail(`step overwrites the gradient of "${name}"`);
    });
    tf.dispose(gradients);
  }

  dispose(): void {
    this.updater.dispose();
    tf.dispose(this.parameters.map(({ variable }) => variable));
  }
}

interface StepOptions {
  readonly factor?: number;
  readonly scale?: number;
  readonly names?: readonly string[];
}

function checkFactor(create: () => Optimizer): void {
  const moved = [0, 0.5, 1].map((factor) => {
    const run = new Run(create);
    const before = run.values;
    run.step({ factor });
    const distance = distanceOf(before, run.values);
    run.dispose();
    return distance;
  });
  const [none, half, full] = moved as [number, number, number];
  if (none !== 0)
    fail(`with factor 0 the parameters move by ${none}: the schedule's factor multiplies the learning rate`);
  if (full === 0) fail('with factor 1 the parameters move by 0: step updates every parameter in place');
  if (!(half < full))
    fail(`with factor 0.5 the parameters move by ${half}, with factor 1 by ${full}: the factor is ignored`);
}

/** A parameter without a gradient stays where it is, and with a gradient of zero so does one without decay. */
function checkUntouched(create: () => Optimizer): void {
  const run = new Run(create);
  run.step();
  const [{ name }, ...others] = run.parameters as [Parameter, ...Parameter[]];
  const before = run.values;
  run.step({ names: others.map((other) => other.name) });
  const moved = distanceOf({ [name]: before[name]! }, run.values);
  if (moved !== 0) fail(`"${name}" moves by ${moved} in a step that has no gradient for it`);
  run.dispose();

  const still = new Run(create);
  const bias = still.parameters.find(({ decay }) => !decay)!.name;
  const first = still.values[bias]!;
  still.step({ scale: 0 });
  const decayed = distanceOf({ [bias]: first }, still.values);
  if (decayed !== 0) fail(`"${bias}", whose decay is false, moves by ${decayed} where its gradient is 0`);
  still.dispose();
}

function checkDescent(create: () => Optimizer): void {
  const run = new Run(create);
  const before = run.height;
  for (let i = 0; i < 10; i++) run.step();
  const after = run.height;
  if (!(after < before)) fail(`ten steps down a paraboloid lead from ${before} to ${after}`);
  checkSettled('step', 2, () => run.step());
  run.dispose();
}

function checkResumed(create: () => Optimizer): void {
  const [run, twin] = [new Run(create), new Run(create)];
  for (let i = 0; i < 3; i++) {
    for (const each of [run, twin]) each.step({ factor: 1 - i / 10 });
    const apart = distanceOf(run.values, twin.values);
    if (apart !== 0)
      fail(`after ${i + 1} equal steps two equal optimizers are ${apart} apart: keep no state in the module`);
  }
  const resumed = new Run(create, run.values);
  load(resumed.updater, save(run.updater));
  for (let i = 0; i < 3; i++) {
    for (const each of [run, resumed]) each.step({ scale: i === 1 ? -1 : 1, factor: 0.7 });
    const apart = distanceOf(run.values, resumed.values);
    if (apart !== 0) {
      fail(
        `${i + 1} steps after a checkpoint the parameters are ${apart} from where they are without one: save every slot`,
      );
    }
  }
  for (const each of [run, twin, resumed]) each.dispose();
}

function firstValues(): Record<string, Float32Array> {
  const random = RandomStream.fromSeed(3);
  return Object.fromEntries(
    SHAPES.map(([name, , shape]) => [
      name,
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    ]),
  );
}

/** The largest difference of two values, over the parameters of `before`. */
function distanceOf(
  before: Readonly<Record<string, Float32Array>>,
  after: Readonly<Record<string, Float32Array>>,
): number {
  return Math.max(
    ...Object.entries(before).flatMap(([name, values]) => Array.from(values, (v, i) => Math.abs(v - after[name]![i]!))),
  );
}

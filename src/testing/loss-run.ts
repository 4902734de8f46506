import * as tf from '@tensorflow/tfjs';
import type { Loss, LossTerm, LossVariable, StepInfo } from '../core/interfaces/loss.js';
import { isDisposable, isStateful } from '../core/interfaces/stateful.js';
import { setUpLoss } from '../core/training/named-losses.js';
import { type Checkpoint, load, save } from './checkpoint.js';
import { withEqualDraws } from './draws.js';
import { checkFigures } from './figures.js';
import { AUXILIARY, type Batch, CLASSES, checkUntouched, FEATURES, IGNORE_INDEX, inputsOf } from './loss-batch.js';
import { fail } from './suite.js';

/** Rate at which the loss's own variables descend, so that they differ from one step to the next. */
const RATE = 0.01;

export interface LossResult {
  readonly value: number;
  /** By `logits`, the names of feature maps, and the names of variables; none where nothing connects the loss to it. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

/** What a checkpoint stores of a loss. */
export interface LossCheckpoint {
  readonly variables: Checkpoint;
  readonly own: Checkpoint | undefined;
}

/** A term in a run of its own, with a network that is only logits and feature maps. */
export class LossRun {
  readonly term: LossTerm;
  /** Names of the trainable variables that a gradient has reached. */
  readonly reached = new Set<string>();
  private readonly outside = new Set(registered());

  constructor(
    create: () => Loss,
    private readonly ignoreIndex = IGNORE_INDEX,
  ) {
    const loss = withEqualDraws('the constructor', 1, create);
    const context = { classCount: CLASSES, ignoreIndex, features: FEATURES, auxiliary: AUXILIARY };
    const run = { trainingImages: 20, totalIterations: 100, iterationsPerEpoch: 10 };
    this.term = withEqualDraws('setup', 2, () => setUpLoss('tried', loss, { ...context, ...run })).term;
    const names = this.variables.map(({ name }) => name);
    if (new Set(names).size < names.length) fail(`two variables have one name: ${names.join(', ')}`);
  }

  get variables(): readonly LossVariable[] {
    return this.term.variables ?? [];
  }

  /** A whole step, the optimizer's update included. */
  step(batch: Batch, iteration: number): LossResult {
    const result = this.compute(batch, iteration);
    for (const { name, variable, trainable } of this.variables) {
      const gradient = result.gradients[name];
      if (!trainable || !gradient) continue;
      this.reached.add(name);
      tf.tidy(() => variable.assign(variable.sub(tf.tensor(gradient, variable.shape).mul(RATE))));
    }
    withEqualDraws('afterStep', iteration, () => this.term.afterStep?.(stepAt(iteration)));
    checkFigures(this.term, CLASSES);
    return result;
  }

  /** Loss and gradients of one batch; without `afterStep`, as in a step that failed. */
  compute(batch: Batch, iteration: number): LossResult {
    const { situation } = batch;
    const inputs = inputsOf(this.term, batch, iteration, this.ignoreIndex);
    const before = registered();
    const maps = { logits: tf.variable(inputs.logits), ...mapValues(inputs.features, (map) => tf.variable(map)) };
    const { logits, ...features } = maps as Record<string, tf.Tensor4D> & { logits: tf.Tensor4D };
    const own = before.filter((variable) => variable.trainable && !this.outside.has(variable));
    const objective = () => {
      const given = { ...inputs, logits, features, step: stepAt(iteration) };
      const value = withEqualDraws('compute', iteration, () => this.term.compute(given));
      if (value.shape.length > 0) fail(`${situation}: the loss is a tensor [${value.shape}], not a scalar`);
      return value;
    };
    const { value, grads } = gradientsOf(situation, objective, [...(Object.values(maps) as tf.Variable[]), ...own]);
    const listed = new Map(this.variables.map(({ name, variable }) => [variable, name]));
    const unlisted = own.find((variable) => !listed.has(variable) && grads[variable.name]);
    if (unlisted)
      fail(
        `${situation}: a gradient reaches a variable [${unlisted.shape}] that is not in \`variables\`, so nothing ever moves it`,
      );
    const names = [
      ...Object.entries(maps).map(([name, map]) => [name, map as tf.Variable] as const),
      ...this.variables.map(({ name, variable }) => [name, variable] as const),
    ];
    const gradients = Object.fromEntries(
      names.flatMap(([name, { name: key }]) =>
        grads[key] ? [[name, grads[key]!.dataSync().slice() as Float32Array] as const] : [],
      ),
    );
    const result = { value: value.dataSync()[0]!, gradients };
    checkUntouched(batch, inputs, iteration, this.ignoreIndex);
    tf.dispose([value, grads, maps, inputs.logits, inputs.features, inputs.labels]);
    return result;
  }

  save(): LossCheckpoint {
    return { variables: save(variablesOf(this.variables)), own: isStateful(this.term) ? save(this.term) : undefined };
  }

  load({ variables, own }: LossCheckpoint): void {
    load(variablesOf(this.variables), variables);
    if (own && isStateful(this.term)) load(this.term, own);
  }

  dispose(): void {
    if (isDisposable(this.term)) this.term.dispose();
  }
}

function gradientsOf(situation: string, objective: () => tf.Scalar, variables: tf.Variable[]) {
  try {
    return tf.variableGrads(objective, variables);
  } catch (error) {
    if (!/Cannot (find a connection|compute gradient)/.test(String(error))) throw error;
    return fail(`${situation}: the gradient is cut: nothing connects the loss to logits or features`);
  }
}

function stepAt(iteration: number): StepInfo {
  return { iteration, totalIterations: 100, epoch: Math.floor(iteration / 10), iterationsPerEpoch: 10 };
}

function variablesOf(variables: readonly LossVariable[]) {
  return {
    saveState: () => ({ tensors: Object.fromEntries(variables.map(({ name, variable }) => [name, variable])) }),
    loadState: ({ tensors = {} }: { readonly tensors?: Readonly<Record<string, tf.Tensor>> }) => {
      for (const { name, variable } of variables) variable.assign(tensors[name]!);
    },
  };
}

function registered(): tf.Variable[] {
  return Object.values(tf.engine().state.registeredVariables);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, convert: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { moveByAdam } from '../../core/engine/ops/parameter-updates/adam.js';
import type { Optimizer, Parameter, Updater } from '../../core/interfaces/optimizer.js';
import type { ComponentState } from '../../core/interfaces/stateful.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { learningRate, perGroup } from './learning-rate.js';
import { parameterRules, type RatedParameter, rateParameters } from './parameter-rules.js';
import { Slots } from './slots.js';

const AdamOptions = z.strictObject({
  learningRate: learningRate.default(1e-3),
  beta1: z.number().min(0).lt(1).default(0.9).describe('Decay of the running mean of the gradient.'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('Decay of the running mean of its square.'),
  epsilon: z.number().positive().default(1e-8).describe('Added to the root of the mean square.'),
  weightDecay: z
    .number()
    .nonnegative()
    .default(0)
    .describe('Decoupled decay of kernels (AdamW); biases and batch norm have none.'),
  rules: parameterRules,
});

declare module '../../core/plugin.js' {
  interface OptimizerTypes {
    adam: z.input<typeof AdamOptions>;
  }
}

class AdamOptimizer implements Optimizer {
  constructor(private readonly options: Resolved<typeof AdamOptions>) {}

  setup(parameters: readonly Parameter[]): Updater {
    return new AdamUpdater(this.options, parameters);
  }
}

class AdamUpdater implements Updater {
  readonly learningRate: Updater['learningRate'];
  private readonly parameters: readonly RatedParameter[];
  private readonly mean: Slots;
  private readonly square: Slots;
  private steps = 0;

  constructor(
    private readonly options: Resolved<typeof AdamOptions>,
    parameters: readonly Parameter[],
  ) {
    this.learningRate = perGroup(options.learningRate);
    this.parameters = rateParameters(parameters, this.learningRate, options.rules);
    this.mean = new Slots('mean', parameters);
    this.square = new Slots('square', parameters);
  }

  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void {
    this.steps++;
    const { weightDecay, ...settings } = this.options;
    const moving = this.parameters.filter(({ name }) => gradients[name]);
    tf.tidy(() => {
      const updates = moving.map(({ name, variable, rate, decay }) => ({
        variable,
        mean: this.mean.get(name),
        square: this.square.get(name),
        gradient: gradients[name]!,
        rate: rate * factor,
        decay: decay ? weightDecay : 0,
      }));
      let i = 0;
      for (const { variable, mean, square } of moveByAdam(updates, { ...settings, step: this.steps })) {
        const parameter = moving[i++]!;
        parameter.variable.assign(variable);
        this.mean.set(parameter.name, mean);
        this.square.set(parameter.name, square);
      }
    });
  }

  saveState(): ComponentState {
    return { tensors: { ...this.mean.save(), ...this.square.save() }, values: { steps: this.steps } };
  }

  loadState(state: ComponentState): void {
    const { steps } = state.values ?? {};
    if (!Number.isSafeInteger(steps) || Number(steps) < 0) throw new Error(`steps is ${JSON.stringify(steps)}`);
    this.mean.load(state);
    this.square.load(state);
    this.steps = Number(steps);
  }

  dispose(): void {
    this.mean.dispose();
    this.square.dispose();
  }
}

/** Adam (Kingma and Ba, 2015) with decoupled weight decay (Loshchilov and Hutter, 2019). */
export const Adam = defineComponent('optimizer', {
  name: 'adam',
  description: 'Adam with decoupled weight decay (AdamW).',
  options: AdamOptions,
  component: AdamOptimizer,
});

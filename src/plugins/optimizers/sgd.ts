import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { moveWithMomentum } from '../../core/engine/ops/parameter-updates/momentum.js';
import type { Optimizer, Parameter, Updater } from '../../core/interfaces/optimizer.js';
import type { ComponentState } from '../../core/interfaces/stateful.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { learningRate, perGroup } from './learning-rate.js';
import { parameterRules, type RatedParameter, rateParameters } from './parameter-rules.js';
import { Slots } from './slots.js';

const SgdOptions = z.strictObject({
  learningRate: learningRate.default(0.01),
  momentum: z.number().min(0).max(1).default(0.9).describe('Share of the last update that is kept.'),
  weightDecay: z
    .number()
    .nonnegative()
    .default(5e-4)
    .describe('L2 penalty of kernels; biases and batch norm have none.'),
  rules: parameterRules,
});

declare module '../../core/plugin.js' {
  interface OptimizerTypes {
    sgd: z.input<typeof SgdOptions>;
  }
}

class SgdOptimizer implements Optimizer {
  constructor(private readonly options: Resolved<typeof SgdOptions>) {}

  setup(parameters: readonly Parameter[]): Updater {
    return new SgdUpdater(this.options, parameters);
  }
}

class SgdUpdater implements Updater {
  readonly learningRate: Updater['learningRate'];
  private readonly parameters: readonly RatedParameter[];
  private readonly velocity: Slots;

  constructor(
    private readonly options: Resolved<typeof SgdOptions>,
    parameters: readonly Parameter[],
  ) {
    this.learningRate = perGroup(options.learningRate);
    this.parameters = rateParameters(parameters, this.learningRate, options.rules);
    this.velocity = new Slots('velocity', parameters);
  }

  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void {
    const { momentum, weightDecay } = this.options;
    const moving = this.parameters.filter(({ name }) => gradients[name]);
    tf.tidy(() => {
      const updates = moving.map(({ name, variable, rate, decay }) => ({
        variable,
        velocity: this.velocity.get(name),
        gradient: gradients[name]!,
        rate: rate * factor,
        decay: decay ? weightDecay : 0,
      }));
      let i = 0;
      for (const { variable, velocity } of moveWithMomentum(updates, momentum)) {
        const parameter = moving[i++]!;
        parameter.variable.assign(variable);
        this.velocity.set(parameter.name, velocity);
      }
    });
  }

  saveState(): ComponentState {
    return { tensors: this.velocity.save() };
  }

  loadState(state: ComponentState): void {
    this.velocity.load(state);
  }

  dispose(): void {
    this.velocity.dispose();
  }
}

/** Stochastic gradient descent with momentum: v = m v + g + d w, then w = w - rate v. */
export const Sgd = defineComponent('optimizer', {
  name: 'sgd',
  description: 'Stochastic gradient descent with momentum and weight decay.',
  options: SgdOptions,
  component: SgdOptimizer,
});

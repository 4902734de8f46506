import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
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
    tf.tidy(() => {
      const momentum = tf.scalar(this.options.momentum);
      const decay = tf.scalar(this.options.weightDecay);
      const rates = new Map<number, tf.Scalar>();
      for (const { rate } of this.parameters) {
        if (!rates.has(rate)) rates.set(rate, tf.scalar(rate * factor));
      }
      for (const { name, variable, rate, decay: decays } of this.parameters) {
        const gradient = gradients[name];
        if (!gradient) continue;
        // One parameter at a time, so that a step holds the intermediate values of the largest alone.
        tf.tidy(() => {
          const pull = decays && this.options.weightDecay > 0 ? gradient.add(variable.mul(decay)) : gradient;
          const next = this.velocity.get(name).mul(momentum).add(pull);
          variable.assign(variable.sub(next.mul(rates.get(rate)!)));
          this.velocity.set(name, next);
        });
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

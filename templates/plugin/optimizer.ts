import * as tf from '@tensorflow/tfjs';
import {
  type ComponentState,
  defineComponent,
  type Optimizer,
  type Parameter,
  type Resolved,
  type Updater,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  learningRate: z.number().positive().default(1e-3).describe('Distance that a parameter moves in a step.'),
});

declare module 'contraseg/plugin' {
  interface OptimizerTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

/** Share of the old mean of the gradients in the new one. */
const MOMENTUM = 0.9;

class MyPartOptimizer implements Optimizer {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  setup(parameters: readonly Parameter[]): Updater {
    return new MyPartUpdater(this.options.learningRate, parameters);
  }
}

class MyPartUpdater implements Updater {
  readonly learningRate: Updater['learningRate'];
  private readonly means: ReadonlyMap<string, tf.Variable>;

  constructor(
    rate: number,
    private readonly parameters: readonly Parameter[],
  ) {
    this.learningRate = { backbone: rate, head: rate };
    const zeros = (parameter: tf.Variable) => tf.tidy(() => tf.variable(tf.zerosLike(parameter)));
    this.means = new Map(parameters.map(({ name, variable }) => [name, zeros(variable)]));
  }

  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void {
    for (const { name, variable, group } of this.parameters) {
      const gradient = gradients[name];
      const mean = this.means.get(name);
      if (!gradient || !mean) continue;
      tf.tidy(() => {
        mean.assign(mean.mul(MOMENTUM).add(gradient.mul(1 - MOMENTUM)));
        variable.assign(variable.sub(mean.sign().mul(this.learningRate[group] * factor)));
      });
    }
  }

  saveState(): ComponentState {
    return { tensors: Object.fromEntries(this.means) };
  }

  loadState({ tensors = {} }: ComponentState): void {
    for (const [name, mean] of this.means) {
      const saved = tensors[name];
      if (!saved) throw new Error(`the mean of ${name} is missing`);
      mean.assign(saved);
    }
  }

  dispose(): void {
    tf.dispose([...this.means.values()]);
  }
}

/** Steps of one length along the sign of the mean gradient (Bernstein et al. 2018, Signum). */
export const MyPart = defineComponent('optimizer', {
  name: 'my-part',
  description: 'Steps of one length along the sign of the mean gradient.',
  options: MyPartOptions,
  component: MyPartOptimizer,
});

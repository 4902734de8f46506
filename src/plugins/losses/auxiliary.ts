import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { noAuxiliaryLogits } from '../../core/errors/model.js';
import type { ComponentSpec } from '../../core/interfaces/component-types.js';
import type { Loss, LossContext, LossInputs, LossVariable, StepInfo } from '../../core/interfaces/loss.js';
import { component, type Resolved } from '../../core/options/references.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';
import { CrossEntropyLoss, CrossEntropyOptions } from './cross-entropy.js';

export const AuxiliaryOptions = z.strictObject({
  weight: z.number().nonnegative().default(0.4).describe('Factor of this loss in the total.'),
  loss: component('loss').optional().describe('What is applied to those logits; cross-entropy when absent.'),
});

declare module '../../core/plugin.js' {
  interface LossTypes {
    // Written out, because the compiler cannot infer a type from the list of losses that it is in itself.
    auxiliary: { weight?: number; loss?: ComponentSpec<'loss'> };
  }
}

/**
 * Any loss on the logits of the head's auxiliary classifiers, of which it takes the sum (Zhao et al. 2017, section 3.2).
 */
@injectable()
export class AuxiliaryLoss implements Loss {
  readonly weight: number;
  private readonly loss: Loss;
  private maps: readonly string[] = [];

  constructor(@inject(OPTIONS) { weight, loss }: Resolved<typeof AuxiliaryOptions>) {
    this.weight = weight;
    this.loss = loss ?? new CrossEntropyLoss(CrossEntropyOptions.parse({}));
  }

  get features(): readonly string[] {
    return [...this.maps, ...(this.loss.features ?? [])];
  }

  get variables(): readonly LossVariable[] {
    return this.loss.variables ?? [];
  }

  setup(context: LossContext): void {
    this.maps = Object.keys(context.auxiliary ?? {});
    if (this.maps.length === 0) throw new ContrasegError(noAuxiliaryLogits());
    this.loss.setup?.(context);
  }

  compute(inputs: LossInputs): tf.Scalar {
    return tf.tidy(() => {
      const losses = this.maps.map((map) => this.loss.compute({ ...inputs, logits: inputs.features[map]! }));
      return tf.addN(losses).mul(this.loss.weight);
    });
  }

  afterStep(step: StepInfo): void {
    this.loss.afterStep?.(step);
  }

  afterEpoch(epoch: number): void {
    this.loss.afterEpoch?.(epoch);
  }
}

export const auxiliary: ComponentDefinition<'loss'> = {
  name: 'auxiliary',
  description: "Any loss on the logits of the head's auxiliary classifiers.",
  options: AuxiliaryOptions,
  component: AuxiliaryLoss,
};

import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { noAuxiliaryLogits } from '../../core/errors/model.js';
import type { ComponentSpec } from '../../core/interfaces/component-types.js';
import type { Loss, LossContext, LossTerm } from '../../core/interfaces/loss.js';
import { isStateful } from '../../core/interfaces/stateful.js';
import { component, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { CrossEntropy } from './cross-entropy.js';

const AuxiliaryOptions = z.strictObject({
  weight: z.number().nonnegative().default(0.4).describe('Factor of this loss in the total.'),
  loss: component('loss').optional().describe('What is applied to those logits; cross-entropy when absent.'),
});

declare module '../../core/plugin.js' {
  interface LossTypes {
    // Written out, because the compiler cannot infer a type from the list of losses that it is in itself.
    auxiliary: { weight?: number; loss?: ComponentSpec<'loss'> };
  }
}

class AuxiliaryLoss implements Loss {
  readonly weight: number;
  private readonly loss: Loss;

  constructor({ weight, loss }: Resolved<typeof AuxiliaryOptions>) {
    this.weight = weight;
    this.loss = loss ?? CrossEntropy.create();
  }

  /** @throws ContrasegError when the head has no auxiliary classifier */
  setup(context: LossContext): LossTerm {
    const maps = Object.keys(context.auxiliary ?? {});
    if (maps.length === 0) throw new ContrasegError(noAuxiliaryLogits());
    const made = this.loss.setup(context);
    const inner: LossTerm = typeof made === 'function' ? { compute: made } : made;
    return {
      features: [...maps, ...(inner.features ?? [])],
      variables: inner.variables,
      figures: inner.figures,
      compute: (inputs) =>
        tf.tidy(() => {
          const losses = maps.map((map) => inner.compute({ ...inputs, logits: inputs.features[map]! }));
          return tf.addN(losses).mul(this.loss.weight);
        }),
      afterStep: (step) => inner.afterStep?.(step),
      afterEpoch: (epoch) => inner.afterEpoch?.(epoch),
      ...(isStateful(inner) && { saveState: () => inner.saveState(), loadState: (state) => inner.loadState(state) }),
      dispose: () => inner.dispose?.(),
    };
  }
}

/** Any loss on the logits of the head's auxiliary classifiers, the sum over them (Zhao et al. 2017, section 3.2). */
export const Auxiliary = defineComponent('loss', {
  name: 'auxiliary',
  description: "Any loss on the logits of the head's auxiliary classifiers.",
  options: AuxiliaryOptions,
  component: AuxiliaryLoss,
});

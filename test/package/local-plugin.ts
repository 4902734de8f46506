import * as tf from '@tensorflow/tfjs';
import {
  ContrasegError,
  defineComponent,
  definePlugin,
  type Loss,
  type LossFunction,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const LocalOptions = z.strictObject({ weight: z.number().default(1).describe('Factor of this loss in the total.') });

/** A plugin in a file of its own, as it may lie beside a configuration; copied into the test's app. */
class LocalLoss implements Loss {
  static readonly engine = tf.engine();
  static readonly ContrasegError = ContrasegError;
  readonly weight: number;

  constructor(options: Resolved<typeof LocalOptions>) {
    this.weight = options.weight;
  }

  setup(): LossFunction {
    return ({ logits }) => tf.tidy(() => logits.square().mean<tf.Scalar>());
  }
}

const Local = defineComponent('loss', {
  name: 'local',
  description: 'Squared logits.',
  options: LocalOptions,
  component: LocalLoss,
});

export default definePlugin({
  name: 'local',
  version: '1.0.0',
  apiVersion: 2,
  register: (registry) => registry.add(Local),
});

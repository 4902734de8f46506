import * as tf from '@tensorflow/tfjs';
import type { Teacher } from '../interfaces/loss.js';
import type { Disposable } from '../interfaces/stateful.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { VariablesState } from '../run/checkpoint/variables-state.js';
import { detached } from './detached.js';
import { Snapshot } from './snapshot.js';

/**
 * The network with its weights averaged over the steps (Tarvainen & Valpola 2017, section 2). The statistics of batch norm are
 * averaged alike and are what the averaged network normalises with (Cai et al. 2021, EMAN): statistics that belong to its
 * weights, so that one image has no effect on another's target and a forward pass moves nothing.
 */
export class MovingAverage implements Teacher, Disposable {
  /** The averages, under the names of the network's own variables. */
  readonly state: VariablesState;
  private readonly averages: ReadonlyMap<tf.Variable, tf.Variable>;

  constructor(
    private readonly model: SegmentationModel,
    private readonly momentum: number,
  ) {
    const variables = [
      ...model.parameters.map(({ name, variable }) => [name, variable] as const),
      ...Object.entries(model.statistics),
    ];
    this.averages = new Map(
      variables.map(([, variable]) => [variable, tf.tidy(() => tf.variable(variable.clone(), false))]),
    );
    this.state = new VariablesState(new Map(variables.map(([name, variable]) => [name, this.averages.get(variable)!])));
  }

  /** The averages of the statistics alone. */
  get statistics(): tf.Variable[] {
    return Object.values(this.model.statistics).map((variable) => this.averages.get(variable)!);
  }

  /**
   * Moves the averages towards the weights. Until 1 - 1/(n + 1) reaches the momentum they are the plain mean of the first
   * weights and those after each step, so that the first, random ones do not weigh for thousands of steps.
   * @param finished n, the steps that were taken, this one included
   */
  update(finished: number): void {
    const momentum = Math.min(this.momentum, 1 - 1 / (finished + 1));
    tf.tidy(() => {
      for (const [variable, average] of this.averages) {
        average.assign(average.mul(momentum).add(variable.mul(1 - momentum)));
      }
    });
  }

  forward(images: tf.Tensor4D, features: readonly string[] = []): ReturnType<Teacher['forward']> {
    const [logits, ...maps] = detached(() =>
      this.use(() => {
        const outputs = this.model.forward(images, { training: false, features });
        return [outputs.logits, ...features.map((name) => outputs.features[name]!)];
      }),
    );
    return { logits: logits!, features: Object.fromEntries(features.map((name, i) => [name, maps[i]!])) };
  }

  /** Does something with the averages in the network, which has its own weights again once that is done. */
  use<T>(work: () => T): T {
    const own = new Snapshot([...this.averages.keys()]);
    const restore = () => {
      own.restore();
      own.dispose();
    };
    let result: T;
    try {
      for (const [variable, average] of this.averages) variable.assign(average);
      result = work();
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) return result.finally(restore) as T;
    restore();
    return result;
  }

  dispose(): void {
    tf.dispose([...this.averages.values()]);
  }
}

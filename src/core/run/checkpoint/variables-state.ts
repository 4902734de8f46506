import type * as tf from '@tensorflow/tfjs';
import type { ComponentState, Stateful } from '../../interfaces/stateful.js';
import type { SegmentationModel } from '../../model/segmentation-model.js';

/** Variables as a part of a checkpoint; those in the file must agree with them in name, type and shape. */
export class VariablesState implements Stateful {
  constructor(private readonly variables: ReadonlyMap<string, tf.Variable>) {}

  saveState(): ComponentState {
    return { tensors: Object.fromEntries(this.variables) };
  }

  loadState(state: ComponentState): void {
    for (const [name, variable] of this.variables) variable.assign(state.tensors![name]!);
  }

  /** Names of the variables that hold NaN or Infinity. */
  nonFinite(): string[] {
    return [...this.variables].flatMap(([name, variable]) =>
      variable.dataSync().every((value) => Number.isFinite(value)) ? [] : [name],
    );
  }
}

/** Parameters and statistics of a model as a part of a checkpoint. */
export function modelState(model: SegmentationModel): VariablesState {
  const parameters = model.parameters.map(({ name, variable }) => [name, variable] as const);
  return new VariablesState(new Map([...parameters, ...Object.entries(model.statistics)]));
}

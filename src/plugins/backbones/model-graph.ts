import * as tf from '@tensorflow/tfjs';

/** The outputs of one layer: symbolic tensors, shapes, or whatever is computed along the graph. */
export type LayerRule<T> = (layer: tf.layers.Layer, inputs: T[]) => T[];

/**
 * The graph of a LayersModel seen through its nested models, so that any layer in it can be reached and the network be
 * evaluated on another input than the one it was built for.
 */
export class ModelGraph {
  /** The output of each layer at its first use, by the layer's name; nested models are opened and not listed. */
  readonly outputs = new Map<string, tf.SymbolicTensor>();
  /** What a nested model's input tensor is fed with. */
  private readonly feeds = new Map<number, tf.SymbolicTensor>();

  constructor(private readonly model: tf.LayersModel) {
    const seen = new Set<number>();
    const visit = (tensor: tf.SymbolicTensor) => {
      if (seen.has(tensor.id)) return;
      seen.add(tensor.id);
      for (const input of tensor.inputs) visit(input);
      const layer = tensor.sourceLayer;
      if (layer instanceof tf.LayersModel) {
        layer.inputs.forEach((input, i) => {
          this.feeds.set(input.id, tensor.inputs[i]!);
        });
        for (const output of layer.outputs) visit(output);
      } else if (tensor.inputs.length > 0 && !this.outputs.has(layer.name)) {
        this.outputs.set(layer.name, tensor);
      }
    };
    for (const output of model.outputs) visit(output);
  }

  /** Evaluates the model on `image` as far as the given tensors need it. */
  evaluate<T>(tensors: readonly tf.SymbolicTensor[], image: T, rule: LayerRule<T>): T[] {
    const values = new Map<number, T>([[this.model.inputs[0]!.id, image]]);
    const resolve = (tensor: tf.SymbolicTensor): T => {
      const known = values.get(tensor.id);
      if (known !== undefined) return known;
      const value = compute(tensor);
      values.set(tensor.id, value);
      return value;
    };
    const compute = (tensor: tf.SymbolicTensor): T => {
      const feed = this.feeds.get(tensor.id);
      if (feed) return resolve(feed);
      const layer = tensor.sourceLayer;
      const index = tensor.outputTensorIndex ?? 0;
      if (layer instanceof tf.LayersModel) return resolve(layer.outputs[index]!);
      return rule(layer, tensor.inputs.map(resolve))[index]!;
    };
    return tensors.map(resolve);
  }
}

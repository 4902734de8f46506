import type * as tf from '@tensorflow/tfjs';

/** Every layer that the given tensors are computed by, each after the layers that it reads from. */
export function layersBehind(tensors: readonly tf.SymbolicTensor[]): tf.layers.Layer[] {
  const layers = new Set<tf.layers.Layer>();
  const seen = new Set<number>();
  const visit = (tensor: tf.SymbolicTensor) => {
    if (seen.has(tensor.id)) return;
    seen.add(tensor.id);
    for (const input of tensor.inputs) visit(input);
    layers.add(tensor.sourceLayer);
  };
  for (const tensor of tensors) visit(tensor);
  return [...layers];
}

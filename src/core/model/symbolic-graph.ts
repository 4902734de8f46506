import * as tf from '@tensorflow/tfjs';

/** Every layer that the given tensors are computed by, each after the layers that it reads from; nested models are opened. */
export function layersBehind(tensors: readonly tf.SymbolicTensor[]): tf.layers.Layer[] {
  const layers = new Set<tf.layers.Layer>();
  const seen = new Set<number>();
  const visit = (tensor: tf.SymbolicTensor) => {
    if (seen.has(tensor.id)) return;
    seen.add(tensor.id);
    for (const input of tensor.inputs) visit(input);
    const layer = tensor.sourceLayer;
    if (layer instanceof tf.LayersModel) for (const output of layer.outputs) visit(output);
    else layers.add(layer);
  };
  for (const tensor of tensors) visit(tensor);
  return [...layers];
}

/**
 * Every tensor that the given ones are computed from, and they themselves, each with the tensors that are computed from
 * it directly; nested models are opened, and their outputs read by what they give.
 */
export function readersBehind(tensors: readonly tf.SymbolicTensor[]): Map<tf.SymbolicTensor, tf.SymbolicTensor[]> {
  const readers = new Map<tf.SymbolicTensor, tf.SymbolicTensor[]>();
  const visit = (tensor: tf.SymbolicTensor) => {
    if (readers.has(tensor)) return;
    readers.set(tensor, []);
    const layer = tensor.sourceLayer;
    const inner = layer instanceof tf.LayersModel ? layer.outputs : [];
    for (const input of [...tensor.inputs, ...inner]) {
      visit(input);
      readers.get(input)!.push(tensor);
    }
  };
  for (const tensor of tensors) visit(tensor);
  return readers;
}

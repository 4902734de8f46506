import { floatValues } from './float-values.js';
import { torchWeight } from './network-tensors.js';
import { readSafetensors, type SafeTensor, type SafeTensors } from './safetensors.js';

/** `model/backbone/<layer>/<weight>` of a run's checkpoint. */
const NETWORK = /^model\/(backbone|head)\/(.+)\/([^/]+)$/;

/**
 * Reads a file of weights. A checkpoint of a run is read as the network in it would be published: `backbone.<layer>.weight`
 * and `head.<layer>.weight`, with PyTorch's order of axes, without optimizer and losses.
 * @throws ContrasegError as `readSafetensors` does
 */
export async function readWeights(file: string): Promise<SafeTensors> {
  const read = await readSafetensors(file);
  if (!read.metadata.format?.startsWith('contraseg-checkpoint')) return read;
  const tensors = new Map<string, SafeTensor>();
  for (const [name, tensor] of read.tensors) {
    const [, part, layer, ours] = NETWORK.exec(name) ?? [];
    if (ours === undefined) continue;
    const { name: theirs, axes } = torchWeight(ours, tensor.shape.length);
    tensors.set(`${part}.${layer}.${theirs}`, axes ? moveAxes(tensor, axes) : tensor);
  }
  return { ...read, tensors };
}

/** @param axes of PyTorch's tensor that each of ours comes from */
function moveAxes(tensor: SafeTensor, axes: readonly number[]): SafeTensor {
  const { shape } = tensor;
  const source = floatValues(tensor)!;
  const from = shape.map((_, axis) => axes.indexOf(axis));
  const moved = from.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const data = new Float32Array(source.length);
  const index = moved.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = source[index.reduce((sum, position, axis) => sum + position * strides[from[axis]!]!, 0)]!;
    for (let axis = index.length - 1; axis >= 0 && ++index[axis]! === moved[axis]; axis--) index[axis] = 0;
  }
  return { dtype: 'F32', shape: moved, data };
}

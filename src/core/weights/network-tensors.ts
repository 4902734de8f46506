import * as tf from '@tensorflow/tfjs';
import { layersBehind } from '../model/symbolic-graph.js';

/** One weight of a network as PyTorch sees it. */
export interface NetworkTensor {
  /** `<layer>.weight`, `<layer>.running_mean`, … */
  readonly name: string;
  /** In PyTorch's order of axes. */
  readonly shape: readonly number[];
  /** Takes values in PyTorch's order. */
  write(values: Float32Array): void;
}

interface TorchWeight {
  readonly name: string;
  /** Axis of PyTorch's tensor that each of our axes comes from; the same order when absent. */
  readonly axes?: readonly number[];
}

const DENSE: TorchWeight = { name: 'weight', axes: [1, 0] };

/** What PyTorch calls the weights of our layers, and how it lays them out. */
const TORCH_WEIGHTS: Readonly<Record<string, TorchWeight>> = {
  kernel: { name: 'weight', axes: [2, 3, 1, 0] },
  depthwise_kernel: { name: 'weight', axes: [2, 3, 0, 1] },
  gamma: { name: 'weight' },
  beta: { name: 'bias' },
  moving_mean: { name: 'running_mean' },
  moving_variance: { name: 'running_var' },
};

/** PyTorch's name for a weight of ours of that many axes, and its order of axes where it is another. */
export function torchWeight(ours: string, rank: number): TorchWeight {
  return ours === 'kernel' && rank === 2 ? DENSE : (TORCH_WEIGHTS[ours] ?? { name: ours });
}

/** Every weight that the outputs depend on, but for those that lie behind `inputs`. */
export function networkTensors(
  outputs: readonly tf.SymbolicTensor[],
  inputs: readonly tf.SymbolicTensor[] = [],
): NetworkTensor[] {
  const behind = new Set(layersBehind(inputs));
  return layersBehind(outputs)
    .filter((layer) => !behind.has(layer))
    .flatMap((layer) => layer.weights.map((weight) => networkTensor(layer, weight)));
}

function networkTensor(layer: tf.layers.Layer, weight: tf.layers.Layer['weights'][number]): NetworkTensor {
  const ours = weight.originalName.split('/').at(-1)!;
  const shape = weight.shape as number[];
  const { name, axes } = torchWeight(ours, shape.length);
  const theirs = axes ? shape.map((_, axis) => shape[axes.indexOf(axis)]!) : shape;
  return {
    name: `${layer.name}.${name}`,
    shape: theirs,
    write: (values) =>
      tf.tidy(() => {
        const tensor = tf.tensor(values, theirs, 'float32');
        weight.write(axes ? tf.transpose(tensor, [...axes]) : tensor);
      }),
  };
}

import * as tf from '@tensorflow/tfjs';
import { ContrasegError, type Problem } from '../errors/index.js';
import { missingWeight, weightsDoNotFit, wrongWeight } from '../errors/weights.js';
import { layersBehind } from '../model/symbolic-graph.js';
import type { SafeTensors } from './safetensors.js';

interface TorchWeight {
  /** Last part of the tensor's name in the file. */
  readonly name: string;
  /** Axis of the file's tensor that each of our axes comes from. */
  readonly axes?: readonly number[];
}

/** What PyTorch calls the weights of our layers, and how it lays them out. */
const TORCH_WEIGHTS: Readonly<Record<string, TorchWeight>> = {
  kernel: { name: 'weight', axes: [2, 3, 1, 0] },
  depthwise_kernel: { name: 'weight', axes: [2, 3, 0, 1] },
  bias: { name: 'bias' },
  gamma: { name: 'weight' },
  beta: { name: 'bias' },
  moving_mean: { name: 'running_mean' },
  moving_variance: { name: 'running_var' },
};

/**
 * Gives every layer behind `output` its weights: `<layer>.weight` and so on. Further tensors, such as a classifier's, are
 * left alone.
 * @throws ContrasegError listing every tensor that is missing or of another shape; then no weight is changed
 */
export function assignTorchWeights(output: tf.SymbolicTensor, { tensors }: SafeTensors, file: string): void {
  const problems: Problem[] = [];
  const assignments: (() => void)[] = [];
  for (const layer of layersBehind([output])) {
    for (const weight of layer.weights) {
      const { name: suffix, axes } = TORCH_WEIGHTS[weight.originalName.split('/').at(-1)!]!;
      const name = `${layer.name}.${suffix}`;
      const wanted = torchShape(weight.shape as number[], axes);
      const found = tensors.get(name);
      if (!found) problems.push(missingWeight(file, name, wanted));
      else if (found.dtype !== 'F32' || !equal(found.shape, wanted))
        problems.push(wrongWeight(file, name, wanted, found));
      else assignments.push(() => weight.write(layOut(found.data as Float32Array, wanted, axes)));
    }
  }
  if (problems.length > 0) {
    const hint = 'do the file and the backbone (its widthMultiplier, for one) belong together?';
    throw new ContrasegError([weightsDoNotFit(file, problems.length, hint), ...problems]);
  }
  tf.tidy(() => {
    for (const assign of assignments) assign();
  });
}

function torchShape(shape: readonly number[], axes: readonly number[] | undefined): number[] {
  if (!axes) return [...shape];
  const result: number[] = [];
  axes.forEach((axis, i) => {
    result[axis] = shape[i]!;
  });
  return result;
}

function layOut(data: Float32Array, shape: number[], axes: readonly number[] | undefined): tf.Tensor {
  const tensor = tf.tensor(data, shape, 'float32');
  return axes ? tf.transpose(tensor, [...axes]) : tensor;
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

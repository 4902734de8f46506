import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import { softmaxCrossEntropy } from '../../src/core/engine/ops/softmax-cross-entropy.js';
import { resizeBilinear } from '../../src/core/layers/resize-bilinear.js';
import { layersBehind } from '../../src/core/model/symbolic-graph.js';
import { labels } from './filler.js';
import { errorPerStd, goldenImage } from './golden.js';
import type { GoldenMap } from './peers.js';

interface Samples {
  readonly index: readonly number[];
  readonly value: readonly number[];
}

/** One training step of a peer with cross-entropy on logits enlarged to the labels' size. */
export interface GoldenStep {
  readonly gain: number;
  /** `[batch, 3, height, width]` */
  readonly input: readonly [number, number, number, number];
  readonly classes: number;
  readonly loss: number;
  readonly logits: GoldenMap;
  readonly gradients: Readonly<Record<string, Samples & { readonly norm: number }>>;
  readonly statisticsAfterOneStep: Readonly<Record<string, Samples>>;
}

export interface TrainedNetwork {
  readonly input: tf.SymbolicTensor;
  readonly logits: tf.SymbolicTensor;
  /** The peer's name of one of our tensors, `<layer>.weight` and so on. */
  readonly tensorName: (ours: string) => string;
}

/** What gradients that vanish in exact arithmetic may amount to. */
const ROUNDING = 1e-6;

/**
 * Takes the peer's training step with a filled network and compares loss, logits, gradients and moving averages; disposes
 * the network.
 * @returns the largest error, relative to the root mean square of the tensor
 */
export function matchesStep(
  t: ExecutionContext,
  golden: GoldenStep,
  { input, logits, tensorName }: TrainedNetwork,
  tolerance = 1e-3,
): number {
  const model = tf.model({ inputs: input, outputs: logits });
  const tensors = new Map<string, { variable: tf.Variable; weight: string }>();
  for (const layer of layersBehind([logits])) {
    for (const each of layer.weights) {
      const weight = each.originalName.split('/').at(-1)!;
      const name = tensorName(`${layer.name}.${TORCH_NAMES[weight] ?? weight}`);
      tensors.set(name, { variable: each.read() as tf.Variable, weight });
    }
  }
  let largest = 0;
  const check = (what: string, error: number) => {
    t.true(error <= tolerance, `${what}: off by ${error}`);
    largest = Math.max(largest, error);
  };
  tf.tidy(() => {
    const { value, grads } = trainingStep(model, golden, check);
    check('loss', Math.abs(value - golden.loss) / golden.loss);
    for (const [name, { norm, ...samples }] of Object.entries(golden.gradients)) {
      const { variable, weight } = tensors.get(name)!;
      const found = torchOrder(grads[variable.name]!, weight);
      const rms = norm / Math.sqrt(found.length);
      const foundNorm = Math.sqrt(found.reduce((sum, x) => sum + x * x, 0));
      check(`norm of the gradient of ${name}`, distance(foundNorm, norm, norm));
      check(`gradient of ${name}`, farthest(found, samples, rms));
    }
    for (const [name, samples] of Object.entries(golden.statisticsAfterOneStep)) {
      check(name, farthest(tensors.get(name)!.variable.dataSync() as Float32Array, samples, 0));
    }
  });
  model.dispose();
  t.log(`within ${largest.toExponential(1)} on ${tf.getBackend()}`);
  return largest;
}

function trainingStep(model: tf.LayersModel, golden: GoldenStep, check: (what: string, error: number) => void) {
  const [batch, , height, width] = golden.input;
  const image = goldenImage(golden.input);
  const target = tf.tensor3d(labels([batch, height, width], golden.classes), [batch, height, width], 'int32');
  const { value, grads } = tf.variableGrads(() => {
    const raw = model.apply(image, { training: true }) as tf.Tensor4D;
    const enlarged = resizeBilinear(raw, height, width);
    check('logits', errorPerStd(enlarged, golden.logits));
    return softmaxCrossEntropy(enlarged, target, { ignoreIndex: 255 });
  });
  return { value: value.dataSync()[0]!, grads };
}

const TORCH_NAMES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

function torchOrder(gradient: tf.Tensor, weight: string): Float32Array {
  const axes = weight === 'depthwise_kernel' ? [2, 3, 0, 1] : [3, 2, 0, 1];
  if (gradient.rank === 4) return tf.transpose(gradient, axes).dataSync() as Float32Array;
  if (gradient.rank === 2) return tf.transpose(gradient).dataSync() as Float32Array;
  return gradient.dataSync() as Float32Array;
}

function farthest(found: Float32Array, { index, value }: Samples, rms: number): number {
  return Math.max(...value.map((expected, i) => distance(found[index[i]!]!, expected, rms)));
}

function distance(found: number, expected: number, scale: number): number {
  const difference = Math.abs(found - expected);
  return difference <= ROUNDING ? 0 : difference / Math.max(scale, Math.abs(expected));
}

import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { LossContext, LossInputs } from '../../../src/core/interfaces/loss.js';
import { image } from '../../zoo/filler.js';

interface GoldenCase {
  readonly labels: 'plain' | 'absent' | 'ignored';
  readonly value: number;
  readonly gradientNorm: number;
  readonly index: readonly number[];
  readonly gradient: readonly number[];
}

interface GoldenFile {
  readonly labels: Readonly<Record<'plain' | 'absent', { readonly values: readonly number[] }>>;
  readonly classWeights: readonly number[];
  readonly cases: Readonly<Record<string, GoldenCase>>;
}

export const [BATCH, CLASSES, HEIGHT, WIDTH] = [2, 5, 12, 16] as const;
const PIXELS = BATCH * HEIGHT * WIDTH;

export const goldenContext: LossContext = {
  classCount: CLASSES,
  ignoreIndex: 255,
  features: {},
  totalIterations: 10,
  iterationsPerEpoch: 5,
  trainingImages: 10,
};

/** Values and gradients of other packages' losses on one batch, computed in float64. */
export class GoldenLosses {
  private readonly file: GoldenFile;

  constructor(path: string) {
    this.file = JSON.parse(readFileSync(path, 'utf8')) as GoldenFile;
  }

  get names(): string[] {
    return Object.keys(this.file.cases);
  }

  get classWeights(): number[] {
    return [...this.file.classWeights];
  }

  /**
   * The greatest relative error of the value, of the gradient's norm and of its samples; those that are smaller than its
   * root mean square are compared with that.
   */
  errorOf(name: string, loss: (inputs: LossInputs) => tf.Scalar): number {
    const golden = this.file.cases[name]!;
    const labelValues = this.labelsOf(golden);
    return tf.tidy(() => {
      const labels = tf.tensor3d(labelValues, [BATCH, HEIGHT, WIDTH], 'int32');
      const step = { iteration: 0, totalIterations: 10, epoch: 0, iterationsPerEpoch: 5 };
      const { value, grad } = tf.valueAndGrad((logits) =>
        loss({ logits: logits as tf.Tensor4D, features: {}, labels, labelValues, step }),
      )(logitsByRule());
      const channelsFirst = grad.transpose([0, 3, 1, 2]).dataSync();
      const norm = Math.hypot(...channelsFirst);
      const scale = golden.gradientNorm / Math.sqrt(channelsFirst.length);
      const errors = [
        relative(value.dataSync()[0]!, golden.value),
        relative(norm, golden.gradientNorm),
        ...golden.index.map((at, i) => {
          const expected = golden.gradient[i]!;
          return scale === 0
            ? Math.abs(channelsFirst[at]!)
            : Math.abs(channelsFirst[at]! - expected) / Math.max(scale, Math.abs(expected));
        }),
      ];
      return Math.max(...errors);
    });
  }

  private labelsOf({ labels }: GoldenCase): Int32Array {
    return labels === 'ignored' ? new Int32Array(PIXELS).fill(255) : Int32Array.from(this.file.labels[labels].values);
  }
}

function relative(found: number, expected: number): number {
  return expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
}

/** 3 (2 u(i) - 1), where u hashes the name and the flat index. */
function logitsByRule(): tf.Tensor4D {
  const values = image([BATCH, CLASSES, HEIGHT, WIDTH], 'logits').map((value) => Math.sqrt(3) * value);
  return tf.tensor4d(values, [BATCH, CLASSES, HEIGHT, WIDTH]).transpose([0, 2, 3, 1]);
}

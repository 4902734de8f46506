import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { normalizeBatch, normalizeInSteps } from '../../src/core/engine/ops/batch-normalization.js';
import type { NormalizationSequel } from '../../src/core/engine/ops/batch-normalization-state.js';

/** Inputs of the batch norms that take longest in the stack of convolutions and in MobileNetV2 + DeepLabV3+. */
const SHAPES: readonly [number, number, number, number][] = [
  [8, 48, 64, 64],
  [8, 120, 160, 96],
  [8, 60, 80, 144],
  [8, 15, 20, 576],
];

/** With a shortcut as in ResNet's blocks, without one as elsewhere. */
const CASES = ['batch norm, ReLU', 'batch norm, add, ReLU'] as const;

export interface BatchNormResult {
  /** Medians in milliseconds, of one pass forwards and backwards. */
  readonly ours: number;
  readonly composed: number;
  readonly pytorch?: number;
  /** Medians of what the rounds' pairs say: our time by the other's. */
  readonly byComposed: number;
  readonly byPytorch?: number;
}

/**
 * Our kernels beside TensorFlow's and PyTorch's (channels_last, its faster layout here), forwards and backwards. They take
 * turns, one pass each, so what else the machine does meets all of them alike.
 */
export async function benchBatchNorm(rounds: number): Promise<Record<string, BatchNormResult>> {
  const results: Record<string, BatchNormResult> = {};
  for (const shape of SHAPES) {
    for (const name of CASES) {
      const shortcut = name === CASES[1];
      const peer = startPeer(shape, shortcut);
      tf.engine().startScope();
      const contestants = [pass(normalizeBatch, shape, shortcut), pass(normalizeInSteps, shape, shortcut), peer.pass];
      results[`${name} ${shape.join('x')}`] = summary(await takeTurns(contestants, rounds));
      tf.engine().endScope();
      peer.stop();
    }
  }
  return results;
}

type Pass = () => number | Promise<number | undefined>;

function pass(normalize: typeof normalizeBatch, shape: readonly number[], withShortcut: boolean): Pass {
  const channels = shape.at(-1)!;
  const [x, dy, shortcut] = [0, 1, 2].map(() => tf.randomNormal([...shape])) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [zeros, ones] = [tf.zeros([channels]) as tf.Tensor1D, tf.ones([channels]) as tf.Tensor1D];
  const state = { movingMean: zeros, movingVariance: ones, momentum: 0.9, epsilon: 1e-5, update: () => undefined };
  const sequel = (added: tf.Tensor): NormalizationSequel => ({
    activation: 'relu',
    ...(withShortcut && { shortcut: added }),
  });
  const f = (...[a, gamma, beta, added]: tf.Tensor[]) =>
    normalize(a!, gamma as tf.Tensor1D, beta as tf.Tensor1D, state, sequel(added!));
  const inputs = [x, ones, zeros, ...(withShortcut ? [shortcut] : [])];
  return () => {
    const start = performance.now();
    tf.tidy(() => void tf.grads(f)(inputs, dy));
    return performance.now() - start;
  };
}

/** PyTorch in a process that makes one pass for each line that it reads; undefined where there is no PyTorch. */
function startPeer(shape: readonly number[], shortcut: boolean): { pass: Pass; stop: () => void } {
  const python = process.env.CONTRASEG_BENCH_PYTHON || 'python3';
  const args = [join(process.cwd(), 'bench/peer/batch_norm.py'), ...shape.map(String), shortcut ? 'shortcut' : 'plain'];
  const child = spawn(python, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined); // it has ended: no PyTorch
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pass: async () => {
      child.stdin.write('\n');
      const { done, value } = await lines.next();
      return done ? undefined : Number(value);
    },
    stop: () => child.stdin.end(),
  };
}

/** Milliseconds of each in each round; one round that is not counted comes first. */
async function takeTurns(contestants: readonly Pass[], rounds: number): Promise<(number | undefined)[][]> {
  const times: (number | undefined)[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const row: (number | undefined)[] = [];
    for (const contestant of contestants) row.push(await contestant());
    if (round > 0) times.push(row);
  }
  return times;
}

function summary(times: (number | undefined)[][]): BatchNormResult {
  const column = (i: number) => times.map((row) => row[i]!);
  const against = (i: number) => median(times.map((row) => row[0]! / row[i]!));
  return {
    ours: median(column(0)),
    composed: median(column(1)),
    byComposed: against(1),
    ...(times[0]![2] !== undefined && { pytorch: median(column(2)), byPytorch: against(2) }),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

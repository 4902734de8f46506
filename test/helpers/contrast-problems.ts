import * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '../../src/core/random/random-stream.js';
import { RandomStream as Stream } from '../../src/core/random/random-stream.js';
import type { ContrastOptions } from '../../src/plugins/pixel-contrast/objective/comparison.js';
import { contrast } from '../../src/plugins/pixel-contrast/objective/contrast.js';
import { classRanges, type RowSource } from '../../src/plugins/pixel-contrast/objective/contrast-set.js';
import { defineContrast } from '../../src/plugins/pixel-contrast/objective/definition.js';
import { type Chosen, chooseNaively, type Problem, type Row } from './naive-contrast.js';

export function unit(row: Row): number[] {
  const norm = Math.hypot(...row);
  return row.map((value) => value / norm);
}

export function randomUnit(dimension: number, random: RandomStream): number[] {
  return unit(Array.from({ length: dimension }, () => random.normal()));
}

/** A bank of fixed rows, in blocks of at most `blockRows`. */
function fixedBank(rows: readonly (readonly Row[])[], blockRows = 7): RowSource & { dispose(): void } {
  const blocks = rows.map((ofClass) => {
    const list: tf.Tensor2D[] = [];
    for (let i = 0; i < ofClass.length; i += blockRows) {
      list.push(tf.tensor2d(ofClass.slice(i, i + blockRows) as number[][]));
    }
    return list;
  });
  return {
    count: (classId) => rows[classId]!.length,
    blocks: (classId) => blocks[classId]!,
    dispose: () => tf.dispose(blocks),
  };
}

export interface Result {
  readonly loss: number;
  readonly gradient: number[][];
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** Loss and gradient of a problem as the plugin computes them on the current engine. */
export function evaluate(problem: Problem, options: Partial<ContrastOptions> = {}): Result {
  const banks = problem.banks.map((rows) => fixedBank(rows));
  const set = { classCount: problem.classCount, ranges: classRanges(problem.classes), banks, batch: problem.batch };
  let counts: Pick<Result, 'positives' | 'negatives'> = { positives: [], negatives: [] };
  const result = tf.tidy(() => {
    const anchors = tf.tensor2d(problem.anchors as number[][], [
      problem.anchors.length,
      problem.anchors[0]?.length ?? 4,
    ]);
    const { value, grad } = tf.valueAndGrad((x) => {
      const { loss, ...rest } = contrast(x as tf.Tensor2D, set, {
        temperature: problem.temperature,
        examples: problem.sampler,
        random: Stream.fromSeed(problem.seed),
        ...options,
      });
      counts = rest;
      return loss;
    })(anchors);
    return { loss: value.dataSync()[0]!, gradient: grad.arraySync() as number[][] };
  });
  for (const bank of banks) bank.dispose();
  return { ...result, ...counts };
}

/** Loss and gradient of the same problem by the dense definition and tfjs' own gradient. */
export function define(problem: Problem, chosen: Chosen = chooseNaively(problem)): Pick<Result, 'loss' | 'gradient'> {
  const bankRows = problem.banks.flat(2);
  const columns = new Map([...bankRows, ...problem.anchors].map((row, column) => [row, column]));
  const mask = (examples: Chosen['positives']): tf.Tensor2D => {
    const values = examples.map((ofAnchor) => {
      const allowed = new Uint8Array(columns.size);
      for (const { row } of ofAnchor) allowed[columns.get(row)!] = 1;
      return allowed;
    });
    return tf.tensor2d(values, [values.length, columns.size], 'bool');
  };
  return tf.tidy(() => {
    const examples = { positives: mask(chosen.positives), negatives: mask(chosen.negatives) };
    const { value, grad } = tf.valueAndGrad((x) => {
      const anchors = x as tf.Tensor2D;
      const rows = bankRows.length > 0 ? tf.concat([tf.tensor2d(bankRows as number[][]), anchors]) : anchors;
      return defineContrast(anchors, rows, examples, problem.temperature);
    })(tf.tensor2d(problem.anchors as number[][]));
    return { loss: value.dataSync()[0]!, gradient: grad.arraySync() as number[][] };
  });
}

/** ||a - b|| / ||b||, or ||a|| where b vanishes. */
export function distance(a: readonly Row[], b: readonly Row[]): number {
  const norm = Math.hypot(...b.flat());
  return Math.hypot(...a.flatMap((row, i) => row.map((value, j) => value - b[i]![j]!))) / (norm || 1);
}

import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../../core/errors/index.js';
import type { BankContext } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState, JsonValue } from '../../../core/interfaces/stateful.js';
import { bankStateMismatch } from '../errors.js';
import { ClassQueue } from './class-queue.js';

/** One queue per class: what both banks store their rows in. */
export class ClassQueues {
  private readonly queues: readonly ClassQueue[];

  constructor(
    readonly capacity: number,
    private readonly context: BankContext,
  ) {
    this.queues = Array.from({ length: context.classCount }, () => new ClassQueue(capacity));
  }

  count(classId: number): number {
    return this.queues[classId]!.count;
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    return this.queues[classId]!.blocks;
  }

  /**
   * Appends each row to the queue of its class, in the given order; rows with a value that is not finite are left out.
   * @param rows `[classes.length, dimension]`
   * @param finite which rows are, where the caller knows
   */
  push(rows: tf.Tensor2D, classes: readonly number[], finite: readonly boolean[] = finiteRows(rows)): void {
    const byClass = new Map<number, number[]>();
    classes.forEach((classId, row) => {
      if (!finite[row]) return;
      const list = byClass.get(classId);
      if (list) list.push(row);
      else byClass.set(classId, [row]);
    });
    tf.tidy(() => {
      for (const [classId, list] of byClass) {
        this.queues[classId]!.push(tf.gather(rows, tf.tensor1d(list, 'int32')));
      }
    });
  }

  clear(): void {
    for (const queue of this.queues) queue.clear();
  }

  saveState(): ComponentState {
    const { classCount, dimension } = this.context;
    const tensors: Record<string, tf.Tensor> = {};
    this.queues.forEach((queue, classId) => {
      queue.blocks.forEach((block, i) => {
        tensors[`${classId}/${i}`] = block;
      });
    });
    const values = { capacity: this.capacity, classCount, dimension, pointers: this.queues.map((q) => q.pointer) };
    return { tensors, values };
  }

  loadState({ tensors = {}, values = {} }: ComponentState): void {
    const { classCount, dimension } = this.context;
    const problems = Object.entries({ capacity: this.capacity, classCount, dimension })
      .filter(([name, expected]) => values[name] !== expected)
      .map(([name, expected]) => bankStateMismatch(name, values[name] as JsonValue, expected));
    if (problems.length > 0) throw new ContrasegError(problems);
    const { pointers } = values;
    if (!Array.isArray(pointers)) throw new Error(`its pointers are ${JSON.stringify(pointers)}`);
    for (const [name, { dtype, shape }] of Object.entries(tensors)) {
      if (dtype === 'float32' && shape.length === 2 && shape[1] === dimension) continue;
      throw new Error(`${name} is ${dtype} [${shape}], expected float32 [rows, ${dimension}]`);
    }
    this.queues.forEach((queue, classId) => {
      const blocks: tf.Tensor2D[] = [];
      for (let i = 0; tensors[`${classId}/${i}`]; i++) blocks.push(tensors[`${classId}/${i}`] as tf.Tensor2D);
      queue.restore(blocks, pointers[classId] as number);
    });
  }
}

/** `[n, dimension]` -> `[n]`, not finite where a row is not. */
export function rowLengths(rows: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.sqrt(tf.sum<tf.Tensor1D>(tf.square(rows), 1)));
}

function finiteRows(rows: tf.Tensor2D): boolean[] {
  if (rows.shape[0] === 0) return [];
  return [...tf.tidy(() => rowLengths(rows).dataSync())].map(Number.isFinite);
}

import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { BankContext, BankRows, MemoryBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../core/interfaces/stateful.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../../core/registry/injection.js';
import { choosePixels } from '../labels/choose-pixels.js';
import { ClassQueues, finiteRows } from './class-queues.js';

export const RegionBankOptions = z.strictObject({
  capacity: z.int().positive().optional().describe('Rows per class; when absent as many as there are training images.'),
  pixels: z.int().positive().default(64).describe('Pixels that the mean of a region is taken over, at most.'),
  reset: z
    .enum(['never', 'epoch'])
    .default('never')
    .describe(
      'When the bank is emptied: never, so that the oldest rows make room for new ones, or when an epoch ends.',
    ),
});

declare module '../../../core/plugin.js' {
  interface MemoryBankTypes {
    'region-bank': z.input<typeof RegionBankOptions>;
  }
}

/** A mean shorter than this has no direction worth keeping. */
const SHORTEST_MEAN = 1e-6;

/** One row per image and class: the mean direction of that class's embeddings in that image. */
@injectable()
export class RegionBank implements MemoryBank {
  private readonly options: z.output<typeof RegionBankOptions>;
  private queues = new ClassQueues(1, { classCount: 0, dimension: 0, trainingImages: 0 });

  constructor(@inject(OPTIONS) options: z.input<typeof RegionBankOptions> = {}) {
    this.options = RegionBankOptions.parse(options);
  }

  get capacity(): number {
    return this.queues.capacity;
  }

  allocate(context: BankContext): void {
    this.queues = new ClassQueues(this.options.capacity ?? Math.max(1, context.trainingImages), context);
  }

  count(classId: number): number {
    return this.queues.count(classId);
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    return this.queues.blocks(classId);
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map((group) => choosePixels(group, this.options.pixels, random));
  }

  push({ groups, embeddings }: BankRows): void {
    if (embeddings.shape[0] === 0) return;
    tf.tidy(() => {
      const means = groupMeans(groups, embeddings);
      const norms = tf.norm(means, 2, 1, true);
      const long = [...norms.dataSync().entries()].filter(([, norm]) => norm >= SHORTEST_MEAN).map(([row]) => row);
      if (long.length === 0) return;
      const rows = tf.gather(tf.div<tf.Tensor2D>(means, norms), tf.tensor1d(long, 'int32'));
      this.queues.push(
        rows,
        long.map((row) => groups[row]!.classId),
      );
    });
  }

  afterEpoch(): void {
    if (this.options.reset === 'epoch') this.queues.clear();
  }

  saveState(): ComponentState {
    return this.queues.saveState();
  }

  loadState(state: ComponentState): void {
    this.queues.loadState(state);
  }

  dispose(): void {
    this.queues.clear();
  }
}

/** Mean of the finite rows of each group, `[groups, dimension]`; zero where a group has none. */
function groupMeans(groups: readonly PixelGroup[], embeddings: tf.Tensor2D): tf.Tensor2D {
  const finite = finiteRows(embeddings);
  const longest = Math.max(1, ...groups.map(({ pixels }) => pixels.length));
  // Every group is padded to the longest: its rows, and what each of them counts.
  const rows = new Int32Array(groups.length * longest);
  const shares = new Float32Array(rows.length);
  let row = 0;
  groups.forEach(({ pixels }, group) => {
    const used = finite.slice(row, row + pixels.length).filter(Boolean).length;
    for (let at = group * longest; at < group * longest + pixels.length; at++, row++) {
      rows[at] = row;
      if (finite[row]) shares[at] = 1 / used;
    }
  });
  const clean = finite.every(Boolean)
    ? embeddings
    : tf.where(tf.isFinite(embeddings), embeddings, tf.zerosLike(embeddings));
  const even = rows.length === embeddings.shape[0];
  const padded = even ? clean : tf.gather(clean, tf.tensor1d(rows, 'int32'));
  const means = tf.matMul(
    tf.tensor3d(shares, [groups.length, 1, longest]),
    tf.reshape(padded, [groups.length, longest, -1]),
  );
  return tf.squeeze(means, [1]);
}

export const regionBank: ComponentDefinition<'memory-bank'> = {
  name: 'region-bank',
  description: "Mean embeddings of each image's classes, one queue per class.",
  options: RegionBankOptions,
  component: RegionBank,
};

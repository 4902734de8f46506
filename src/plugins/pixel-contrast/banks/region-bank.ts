import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { BankContext, BankRows, MemoryBank, OpenBank } from '../../../core/interfaces/memory-bank.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { ClassQueues } from './class-queues.js';
import { groupMeans } from './group-means.js';
import { type ClassRows, QueueBank } from './queue-bank.js';

const RegionBankOptions = z.strictObject({
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

class RegionMemoryBank implements MemoryBank {
  constructor(private readonly options: Resolved<typeof RegionBankOptions>) {}

  allocate(context: BankContext): OpenBank {
    const { capacity, pixels, reset } = this.options;
    return new QueueBank(new ClassQueues(capacity ?? Math.max(1, context.trainingImages), context), {
      pixelsPerGroup: pixels,
      rowsOf: directions,
      clearAfterEpoch: reset === 'epoch',
    });
  }
}

/** The mean direction of each group, NaN where it has none. */
function directions({ groups, embeddings }: BankRows): ClassRows {
  const means = groupMeans(groups, embeddings);
  const norms = tf.norm(means, 2, 1, true);
  const rows = tf.div<tf.Tensor2D>(means, tf.where(tf.greaterEqual(norms, SHORTEST_MEAN), norms, Number.NaN));
  return { rows, classes: groups.map(({ classId }) => classId) };
}

/** One row per image and class: the mean direction of that class's embeddings in that image. */
export const RegionBank = defineComponent('memory-bank', {
  name: 'region-bank',
  description: "Mean embeddings of each image's classes, one queue per class.",
  options: RegionBankOptions,
  component: RegionMemoryBank,
});

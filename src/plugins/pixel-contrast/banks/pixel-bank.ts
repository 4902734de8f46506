import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { BankContext, BankRows, MemoryBank, PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../core/interfaces/stateful.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import type { ComponentDefinition } from '../../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../../core/registry/injection.js';
import { choosePixels } from '../labels/choose-pixels.js';
import { ClassQueues } from './class-queues.js';

export const PixelBankOptions = z.strictObject({
  capacity: z
    .int()
    .positive()
    .optional()
    .describe('Rows per class; when absent ten times the training images, at most 5000.'),
  perImage: z.int().positive().default(10).describe('Pixels that each image adds to each of its classes, at most.'),
});

declare module '../../../core/plugin.js' {
  interface MemoryBankTypes {
    'pixel-bank': z.input<typeof PixelBankOptions>;
  }
}

/** Embeddings of single pixels, a few of each image and class. */
@injectable()
export class PixelBank implements MemoryBank {
  private readonly options: z.output<typeof PixelBankOptions>;
  private queues = new ClassQueues(1, { classCount: 0, dimension: 0, trainingImages: 0 });

  constructor(@inject(OPTIONS) options: z.input<typeof PixelBankOptions> = {}) {
    this.options = PixelBankOptions.parse(options);
  }

  get capacity(): number {
    return this.queues.capacity;
  }

  allocate(context: BankContext): void {
    const byDefault = Math.max(this.options.perImage, Math.min(5000, 10 * context.trainingImages));
    this.queues = new ClassQueues(this.options.capacity ?? byDefault, context);
  }

  count(classId: number): number {
    return this.queues.count(classId);
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    return this.queues.blocks(classId);
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map((group) => choosePixels(group, this.options.perImage, random));
  }

  push({ groups, embeddings }: BankRows): void {
    const classes = groups.flatMap(({ classId, pixels }) => Array<number>(pixels.length).fill(classId));
    this.queues.push(embeddings, classes);
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

export const pixelBank: ComponentDefinition<'memory-bank'> = {
  name: 'pixel-bank',
  description: 'Embeddings of single pixels, one queue per class.',
  options: PixelBankOptions,
  component: PixelBank,
};

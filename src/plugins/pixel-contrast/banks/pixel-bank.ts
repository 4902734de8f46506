import { z } from 'zod';
import type { BankContext, MemoryBank, OpenBank } from '../../../core/interfaces/memory-bank.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { classOfEachPixel } from '../pixels/groups.js';
import { ClassQueues } from './class-queues.js';
import { QueueBank } from './queue-bank.js';

const PixelBankOptions = z.strictObject({
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

class PixelMemoryBank implements MemoryBank {
  constructor(private readonly options: Resolved<typeof PixelBankOptions>) {}

  allocate(context: BankContext): OpenBank {
    const { capacity, perImage } = this.options;
    const byDefault = Math.max(perImage, Math.min(5000, 10 * context.trainingImages));
    return new QueueBank(new ClassQueues(capacity ?? byDefault, context), {
      pixelsPerGroup: perImage,
      rowsOf: ({ groups, embeddings }) => ({ rows: embeddings, classes: classOfEachPixel(groups) }),
    });
  }
}

/** Embeddings of single pixels, a few of each image and class. */
export const PixelBank = defineComponent('memory-bank', {
  name: 'pixel-bank',
  description: 'Embeddings of single pixels, one queue per class.',
  options: PixelBankOptions,
  component: PixelMemoryBank,
});

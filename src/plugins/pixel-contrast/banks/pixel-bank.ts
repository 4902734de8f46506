import { z } from 'zod';
import type { BankRows } from '../../../core/interfaces/memory-bank.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { classOfEachPixel } from '../pixels/groups.js';
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

class PixelMemoryBank extends QueueBank {
  constructor({ capacity, perImage }: Resolved<typeof PixelBankOptions>) {
    super(perImage, ({ trainingImages }) => capacity ?? Math.max(perImage, Math.min(5000, 10 * trainingImages)));
  }

  override push({ groups, embeddings }: BankRows): void {
    this.queues.push(embeddings, classOfEachPixel(groups));
  }
}

/** Embeddings of single pixels, a few of each image and class. */
export const PixelBank = defineComponent('memory-bank', {
  name: 'pixel-bank',
  description: 'Embeddings of single pixels, one queue per class.',
  options: PixelBankOptions,
  component: PixelMemoryBank,
});

import * as tf from '@tensorflow/tfjs';
import type { BankContext, BankRows, MemoryBank, OpenBank } from '../../src/core/interfaces/memory-bank.js';
import type { Given, Resolved } from '../../src/core/options/references.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { PixelBank, type PixelContrast, type PixelContrastTerm } from '../../src/plugins/pixel-contrast/index.js';
import { contrastTerm } from './contrast-batch.js';

export const mixed = (cell: number): number => (cell % 5 === 4 ? 255 : cell % 3);

export function create(
  memory: MemoryBank[],
  options: Given<typeof PixelContrast.options> = {},
  seed = 1,
): PixelContrastTerm {
  const projection = { type: 'linear' as const, dim: 8 };
  return contrastTerm({ warmup: 0, projection, memory, ...options }, new RandomStreams(seed));
}

/** Everything a bank holds of one class, row by row. */
export function rows(bank: OpenBank, classId: number): number[][] {
  return bank.blocks(classId).flatMap((block) => block.arraySync());
}

export const pointers = (bank: OpenBank): unknown => bank.saveState().values!.pointers;

const ones = (classIds: number[], values: number[][]): BankRows => ({
  groups: classIds.map((classId, image) => ({ image, classId, pixels: Int32Array.of(image) })),
  embeddings: tf.tensor2d(values),
});

/** A bank for three classes and embeddings of two numbers. */
export function small(capacity: number): OpenBank {
  return PixelBank.create({ capacity }).allocate({ classCount: 3, dimension: 2, trainingImages: 1 });
}

export function push(bank: OpenBank, classIds: number[], values: number[][]): void {
  const batch = ones(classIds, values);
  bank.push(batch);
  batch.embeddings.dispose();
}

/** A pixel bank, some of whose methods are replaced by ones that are given the originals. */
export class ChangedBank extends PixelBank.component {
  constructor(
    private readonly change: (bank: Pick<OpenBank, 'count' | 'blocks' | 'choose' | 'push'>) => Partial<OpenBank>,
    options: Resolved<typeof PixelBank.options> = { perImage: 10 },
  ) {
    super(options);
  }

  override allocate(context: BankContext): OpenBank {
    const bank = super.allocate(context);
    const original = {
      count: bank.count.bind(bank),
      blocks: bank.blocks.bind(bank),
      choose: bank.choose.bind(bank),
      push: bank.push.bind(bank),
    };
    return Object.assign(bank, this.change(original));
  }
}

import * as tf from '@tensorflow/tfjs';
import type { BankRows, MemoryBank } from '../../src/core/interfaces/memory-bank.js';
import type { Given } from '../../src/core/options/references.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { PixelBank, PixelContrast } from '../../src/plugins/pixel-contrast/index.js';
import { contrastContext } from './contrast-batch.js';

export const mixed = (cell: number): number => (cell % 5 === 4 ? 255 : cell % 3);

export function create(
  memory: MemoryBank[],
  options: Given<typeof PixelContrast.options> = {},
  seed = 1,
): InstanceType<typeof PixelContrast.component> {
  const projection = { type: 'linear' as const, dim: 8 };
  const loss = PixelContrast.create({ warmup: 0, projection, memory, ...options }, new RandomStreams(seed));
  loss.setup(contrastContext());
  return loss;
}

/** Everything a bank holds of one class, row by row. */
export function rows(bank: MemoryBank, classId: number): number[][] {
  return bank.blocks(classId).flatMap((block) => block.arraySync());
}

export const pointers = (bank: MemoryBank): unknown => bank.saveState().values!.pointers;

export const ones = (classIds: number[], values: number[][]): BankRows => ({
  groups: classIds.map((classId, image) => ({ image, classId, pixels: Int32Array.of(image) })),
  embeddings: tf.tensor2d(values),
});

/** A bank for three classes and embeddings of two numbers. */
export function small(capacity: number): MemoryBank {
  const bank = PixelBank.create({ capacity });
  bank.allocate({ classCount: 3, dimension: 2, trainingImages: 1 });
  return bank;
}

export function push(bank: MemoryBank, classIds: number[], values: number[][]): void {
  const batch = ones(classIds, values);
  bank.push(batch);
  batch.embeddings.dispose();
}

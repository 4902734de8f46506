import { z } from 'zod';
import type { ParameterGroup } from '../../core/interfaces/optimizer.js';

const rate = z.number().nonnegative();

/** One learning rate for everything, or one per group. */
export const learningRate = z
  .union([
    rate,
    z.strictObject({
      backbone: rate.describe('Of the backbone.'),
      head: rate.describe('Of the head and of parts of losses.'),
    }),
  ])
  .describe('Learning rate, one for everything or { backbone, head }; parts of losses learn with the head.');

/** The learning rate of each group. */
export function perGroup(value: number | Record<ParameterGroup, number>): Record<ParameterGroup, number> {
  return typeof value === 'number' ? { backbone: value, head: value } : value;
}

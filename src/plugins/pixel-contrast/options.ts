import { z } from 'zod';
import { component } from '../../core/options/references.js';
import { ProjectionOptions } from './embedding/projection.js';

/** docs/method.md says where the defaults come from. */
export const PixelContrastOptions = z.strictObject({
  weight: z.number().nonnegative().default(0.1).describe('Factor of this loss in the total.'),
  temperature: z.number().positive().default(0.1).describe('Tau: similarities are divided by it.'),
  baseTemperature: z
    .number()
    .positive()
    .optional()
    .describe(
      'Multiplies the loss by temperature / baseTemperature, as the reference code does; for comparisons only.',
    ),
  contrastSet: z
    .enum(['batch', 'memory', 'both'])
    .optional()
    .describe('What anchors are compared with: each other, the memory banks, or both; both when absent.'),
  projection: ProjectionOptions.prefault({}).describe(
    'The head that turns features into embeddings, in training only.',
  ),
  warmup: z
    .union([z.int().nonnegative(), z.literal('auto')])
    .default('auto')
    .describe(
      'Iterations in which banks are filled and nothing is contrasted; auto: an eighth of the schedule, at least one epoch, at most a quarter.',
    ),
  ramp: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Iterations after the warm-up over which the loss grows linearly to its full size.'),
  pureCells: z
    .boolean()
    .default(false)
    .describe('Prefers cells of the feature map that hold a single label, for anchors and for bank rows.'),
  gatherDistributed: z
    .boolean()
    .default(false)
    .describe(
      'With several processes, anchors of all of them are contrasted with each other; each process then computes the whole loss.',
    ),
  memoryBudget: z
    .number()
    .positive()
    .default(64)
    .describe('Megabytes that a block of similarities and its copies may take.'),
  compat: z
    .enum(['none', 'reference'])
    .default('none')
    .describe(
      "With reference, the released code's formula, anchors and examples wherever this config does not name others; for comparisons only.",
    ),
  anchors: component('anchor-sampler').optional().describe('Picks the anchors; segmentation-aware when absent.'),
  examples: component('example-sampler')
    .optional()
    .describe('Picks the positives and negatives of each anchor; semi-hard when absent.'),
  memory: z
    .array(component('memory-bank'))
    .optional()
    .describe('Memory banks; a pixel bank and a region bank when absent, [] for none.'),
});

declare module '../../core/plugin.js' {
  interface LossTypes {
    'pixel-contrast': z.input<typeof PixelContrastOptions>;
  }
}

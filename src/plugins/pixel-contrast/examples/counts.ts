import { z } from 'zod';

/** Options that the samplers share which pick a number of examples. */
export const ExampleCounts = {
  positives: z.int().positive().default(1024).describe('Positives per anchor, at most.'),
  negatives: z.int().positive().default(2048).describe('Negatives per anchor, at most.'),
};

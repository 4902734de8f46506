import { z } from 'zod';

/** Options that every schedule shares. */
export const warmupOptions = {
  warmup: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Iterations over which the learning rate rises linearly to its full value.'),
};

/** Factor of the linear rise: 1 / warmup at the first iteration, 1 from iteration `warmup - 1` on. */
export function warmupFactor(iteration: number, warmup: number): number {
  return iteration < warmup ? (iteration + 1) / warmup : 1;
}

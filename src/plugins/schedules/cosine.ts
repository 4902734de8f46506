import { z } from 'zod';
import type { Schedule } from '../../core/interfaces/schedule.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { warmupFactor, warmupOptions } from './warmup.js';

const CosineOptions = z.strictObject({
  minFactor: z.number().min(0).max(1).default(0).describe('Share of the base learning rate that is left at the end.'),
  ...warmupOptions,
});

declare module '../../core/plugin.js' {
  interface ScheduleTypes {
    cosine: z.input<typeof CosineOptions>;
  }
}

class CosineSchedule implements Schedule {
  constructor(private readonly options: Resolved<typeof CosineOptions>) {}

  factor(iteration: number, totalIterations: number): number {
    const { minFactor, warmup } = this.options;
    const decay = (1 + Math.cos((Math.PI * iteration) / totalIterations)) / 2;
    return warmupFactor(iteration, warmup) * (minFactor + (1 - minFactor) * decay);
  }
}

/** Half a cosine: f(t) = (1 + cos(pi t / T)) / 2, from 1 down to `minFactor` (Loshchilov and Hutter, 2017, without restarts). */
export const Cosine = defineComponent('schedule', {
  name: 'cosine',
  description: 'Half a cosine, from the full learning rate to nearly none.',
  options: CosineOptions,
  component: CosineSchedule,
});

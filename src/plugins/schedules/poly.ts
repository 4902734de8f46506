import { z } from 'zod';
import type { Schedule } from '../../core/interfaces/schedule.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { warmupFactor, warmupOptions } from './warmup.js';

const PolyOptions = z.strictObject({
  power: z.number().positive().default(0.9).describe('Exponent of the decay.'),
  minFactor: z.number().min(0).max(1).default(0).describe('Share of the base learning rate that is left at the end.'),
  ...warmupOptions,
});

declare module '../../core/plugin.js' {
  interface ScheduleTypes {
    poly: z.input<typeof PolyOptions>;
  }
}

class PolySchedule implements Schedule {
  constructor(private readonly options: Resolved<typeof PolyOptions>) {}

  factor(iteration: number, totalIterations: number): number {
    const { power, minFactor, warmup } = this.options;
    const decay = (1 - iteration / totalIterations) ** power;
    return warmupFactor(iteration, warmup) * (minFactor + (1 - minFactor) * decay);
  }
}

/** Polynomial decay: f(t) = (1 - t / T)^power, from 1 down to `minFactor`. */
export const Poly = defineComponent('schedule', {
  name: 'poly',
  description: 'Polynomial decay, the usual schedule of segmentation.',
  options: PolyOptions,
  component: PolySchedule,
});

import { z } from 'zod';
import type { Schedule } from '../../core/interfaces/schedule.js';
import type { Resolved } from '../../core/options/references.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';
import { warmupFactor, warmupOptions } from './warmup.js';

export const PolyOptions = z.strictObject({
  power: z.number().positive().default(0.9).describe('Exponent of the decay.'),
  minFactor: z.number().min(0).max(1).default(0).describe('Share of the base learning rate that is left at the end.'),
  ...warmupOptions,
});

declare module '../../core/plugin.js' {
  interface ScheduleTypes {
    poly: z.input<typeof PolyOptions>;
  }
}

/** Polynomial decay: f(t) = (1 - t / T)^power, from 1 down to `minFactor`. */
@injectable()
export class PolySchedule implements Schedule {
  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof PolyOptions>) {}

  factor(iteration: number, totalIterations: number): number {
    const { power, minFactor, warmup } = this.options;
    const decay = (1 - iteration / totalIterations) ** power;
    return warmupFactor(iteration, warmup) * (minFactor + (1 - minFactor) * decay);
  }
}

export const poly: ComponentDefinition<'schedule'> = {
  name: 'poly',
  description: 'Polynomial decay, the usual schedule of segmentation.',
  options: PolyOptions,
  component: PolySchedule,
};

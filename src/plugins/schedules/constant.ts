import { z } from 'zod';
import type { Schedule } from '../../core/interfaces/schedule.js';
import type { Resolved } from '../../core/options/references.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';
import { warmupFactor, warmupOptions } from './warmup.js';

export const ConstantOptions = z.strictObject({
  ...warmupOptions,
});

declare module '../../core/plugin.js' {
  interface ScheduleTypes {
    constant: z.input<typeof ConstantOptions>;
  }
}

/** Constant: f(t) = 1 after the warm-up. */
@injectable()
export class ConstantSchedule implements Schedule {
  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof ConstantOptions>) {}

  factor(iteration: number): number {
    return warmupFactor(iteration, this.options.warmup);
  }
}

export const constant: ComponentDefinition<'schedule'> = {
  name: 'constant',
  description: 'The same learning rate throughout.',
  options: ConstantOptions,
  component: ConstantSchedule,
};

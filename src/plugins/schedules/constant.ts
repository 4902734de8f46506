import { z } from 'zod';
import type { Schedule } from '../../core/interfaces/schedule.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { warmupFactor, warmupOptions } from './warmup.js';

const ConstantOptions = z.strictObject({
  ...warmupOptions,
});

declare module '../../core/plugin.js' {
  interface ScheduleTypes {
    constant: z.input<typeof ConstantOptions>;
  }
}

class ConstantSchedule implements Schedule {
  constructor(private readonly options: Resolved<typeof ConstantOptions>) {}

  factor(iteration: number): number {
    return warmupFactor(iteration, this.options.warmup);
  }
}

/** Constant: f(t) = 1 after the warm-up. */
export const Constant = defineComponent('schedule', {
  name: 'constant',
  description: 'The same learning rate throughout.',
  options: ConstantOptions,
  component: ConstantSchedule,
});

import { defineComponent, type Resolved, type Schedule } from 'contraseg/plugin';
import { z } from 'zod';

// A plugin that the compiler reads before anything of the builtin ones.

const AloneOptions = z.strictObject({ every: z.int().describe('Iterations.') });

declare module 'contraseg/plugin' {
  interface ScheduleTypes {
    alone: z.input<typeof AloneOptions>;
  }
}

class AloneSchedule implements Schedule {
  constructor(private readonly options: Resolved<typeof AloneOptions>) {}

  factor(iteration: number): number {
    return Math.floor(iteration / this.options.every);
  }
}

export const Alone = defineComponent('schedule', {
  name: 'alone',
  description: 'For the compiler.',
  options: AloneOptions,
  component: AloneSchedule,
});

import { type ComponentDefinition, inject, injectable, OPTIONS, type Resolved, type Schedule } from 'contraseg/plugin';
import { z } from 'zod';

// A plugin that the compiler reads before anything of the builtin ones.

const AloneOptions = z.strictObject({ every: z.int().describe('Iterations.') });

declare module 'contraseg/plugin' {
  interface ScheduleTypes {
    alone: z.input<typeof AloneOptions>;
  }
}

@injectable()
class AloneSchedule implements Schedule {
  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof AloneOptions>) {}

  factor(iteration: number): number {
    return Math.floor(iteration / this.options.every);
  }
}

export const alone: ComponentDefinition<'schedule'> = {
  name: 'alone',
  description: 'For the compiler.',
  options: AloneOptions,
  component: AloneSchedule,
};

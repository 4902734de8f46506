import { defineComponent, type Resolved, type Schedule } from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  drops: z.int().positive().default(3).describe('How often the rate is divided by ten, evenly over the run.'),
});

declare module 'contraseg/plugin' {
  interface ScheduleTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartSchedule implements Schedule {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  factor(iteration: number, totalIterations: number): number {
    return 0.1 ** Math.floor((iteration / totalIterations) * (this.options.drops + 1));
  }
}

/** Divides the learning rate by ten a few times, evenly over the run. */
export const MyPart = defineComponent('schedule', {
  name: 'my-part',
  description: 'Divides the learning rate by ten, evenly over the run.',
  options: MyPartOptions,
  component: MyPartSchedule,
});

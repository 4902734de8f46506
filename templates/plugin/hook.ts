import {
  type ComponentState,
  defineComponent,
  type Hook,
  type Resolved,
  type RunControl,
  type RunInfo,
  type Stateful,
  type StepReport,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  minutes: z.number().positive().default(60).describe('Time in steps after which the run ends.'),
});

declare module 'contraseg/plugin' {
  interface HookTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartHook implements Hook, Stateful {
  private spent = 0;
  private control?: RunControl;

  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  beforeTrain(_run: RunInfo, control: RunControl): void {
    this.control = control;
  }

  afterStep({ time }: StepReport): void {
    this.spent += time.step;
    const { minutes } = this.options;
    if (this.spent >= 60_000 * minutes) this.control?.stop(`${minutes} minutes are over`);
  }

  /** Goes into every checkpoint, so that a resumed run counts on. */
  saveState(): ComponentState {
    return { values: { spent: this.spent } };
  }

  loadState({ values }: ComponentState): void {
    this.spent = values?.spent as number;
  }
}

/** Ends the run when its steps have taken long enough. */
export const MyPart = defineComponent('hook', {
  name: 'my-part',
  description: 'Ends the run after some minutes.',
  options: MyPartOptions,
  component: MyPartHook,
});

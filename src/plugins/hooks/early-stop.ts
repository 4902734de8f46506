import { z } from 'zod';
import type { Resolved } from '../../core/config/references.js';
import type { EvaluationReport, Hook, RunControl, RunInfo } from '../../core/interfaces/hook.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS } from '../../core/registry/injection.js';

export const EarlyStopOptions = z.strictObject({
  metric: z.string().default('mIoU').describe('Summary metric that should rise.'),
  patience: z.int().positive().default(5).describe('Evaluations without a rise after which the run ends.'),
  minDelta: z.number().nonnegative().default(0).describe('Smallest change that counts as a rise.'),
});

declare module '../../core/interfaces/hook.js' {
  interface HookTypes {
    'early-stop': z.input<typeof EarlyStopOptions>;
  }
}

/** Ends the run when a validation metric has stopped rising. */
@injectable()
export class EarlyStop implements Hook {
  private best = Number.NEGATIVE_INFINITY;
  private waited = 0;
  private control?: RunControl;

  constructor(@inject(OPTIONS) private readonly options: Resolved<typeof EarlyStopOptions>) {}

  beforeTrain(_run: RunInfo, control: RunControl): void {
    this.control = control;
  }

  afterEvaluate({ summary }: EvaluationReport): void {
    const { metric, patience, minDelta } = this.options;
    const value = summary[metric];
    if (value === undefined) return;
    this.waited = value > this.best + minDelta ? 0 : this.waited + 1;
    this.best = Math.max(this.best, value);
    if (this.waited >= patience) this.control?.stop(`${metric} has not risen in ${patience} evaluations`);
  }
}

export const earlyStop: ComponentDefinition<'hook'> = {
  name: 'early-stop',
  description: 'Ends the run when a validation metric stops rising.',
  options: EarlyStopOptions,
  component: EarlyStop,
};

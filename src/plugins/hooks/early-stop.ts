import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { unknownMetric } from '../../core/errors/training.js';
import type { EvaluationReport, Hook, RunControl, RunInfo } from '../../core/interfaces/hook.js';
import type { ComponentState, Stateful } from '../../core/interfaces/stateful.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';

const EarlyStopOptions = z.strictObject({
  metric: z.string().default('mIoU').describe('Summary metric that should rise.'),
  patience: z.int().positive().default(5).describe('Evaluations without a rise after which the run ends.'),
  minDelta: z.number().nonnegative().default(0).describe('Smallest change that counts as a rise.'),
});

declare module '../../core/plugin.js' {
  interface HookTypes {
    'early-stop': z.input<typeof EarlyStopOptions>;
  }
}

class EarlyStopHook implements Hook, Stateful {
  private best: number | undefined;
  private waited = 0;
  private control?: RunControl;

  constructor(private readonly options: Resolved<typeof EarlyStopOptions>) {}

  beforeTrain({ metricNames }: RunInfo, control: RunControl): void {
    const { metric } = this.options;
    if (!metricNames.includes(metric))
      throw new ContrasegError(unknownMetric(metric, metricNames, 'early-stop.metric'));
    this.control = control;
    this.stopWhenDue(); // a run that it ended goes on only with more patience
  }

  afterEvaluate({ summary }: EvaluationReport): void {
    const { metric, minDelta } = this.options;
    const value = summary[metric]!;
    const rose = Number.isFinite(value) && (this.best === undefined || value > this.best + minDelta);
    this.waited = rose ? 0 : this.waited + 1;
    if (value > (this.best ?? Number.NEGATIVE_INFINITY)) this.best = value;
    this.stopWhenDue();
  }

  private stopWhenDue(): void {
    const { metric, patience } = this.options;
    if (this.waited >= patience) this.control?.stop(`${metric} has not risen in ${patience} evaluations`);
  }

  saveState(): ComponentState {
    return { values: { best: this.best ?? null, waited: this.waited } };
  }

  loadState({ values }: ComponentState): void {
    this.best = (values?.best as number | null) ?? undefined;
    this.waited = values?.waited as number;
  }
}

/** Ends the run when a validation metric has stopped rising. */
export const EarlyStop = defineComponent('hook', {
  name: 'early-stop',
  description: 'Ends the run when a validation metric stops rising.',
  options: EarlyStopOptions,
  component: EarlyStopHook,
});

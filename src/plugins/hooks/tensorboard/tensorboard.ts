import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { appendBytes } from '../../../core/files/append-line.js';
import { makeFolder } from '../../../core/files/make-folder.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../../../core/interfaces/hook.js';
import type { Resolved } from '../../../core/options/references.js';
import { defineComponent } from '../../../core/registry/define-component.js';
import { stepFigures } from '../step-figures.js';

const TensorboardOptions = z.strictObject({
  every: z.int().positive().default(10).describe('Iterations between steps that are written; evaluations all are.'),
});

declare module '../../../core/plugin.js' {
  interface HookTypes {
    tensorboard: z.input<typeof TensorboardOptions>;
  }
}

class TensorboardHook implements Hook {
  private file = '';
  /** Loaded with the first run: few configurations have this hook, and all wait for what the file imports. */
  private records?: typeof import('./event-file.js');

  constructor(private readonly options: Resolved<typeof TensorboardOptions>) {}

  async beforeTrain({ directory, startIteration }: RunInfo): Promise<void> {
    const folder = join(directory, 'tensorboard');
    await makeFolder(folder);
    this.file = join(folder, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}`);
    this.records = await import('./event-file.js');
    await appendBytes(this.file, this.records.openingRecords(startIteration + 1));
  }

  async afterStep(report: StepReport): Promise<void> {
    const { iteration, totalIterations } = report;
    if (iteration % this.options.every !== 0 && iteration !== totalIterations) return;
    await this.write(iteration, stepFigures(report));
  }

  async afterEvaluate({ iteration, split, summary }: EvaluationReport): Promise<void> {
    await this.write(
      iteration,
      Object.entries(summary).map(([name, value]) => [`${split}/${name}`, value] as const),
    );
  }

  /** Figures that are not defined are left out. */
  private async write(iteration: number, figures: readonly (readonly [name: string, value: number])[]): Promise<void> {
    const finite = figures.filter(([, value]) => Number.isFinite(value));
    await appendBytes(this.file, this.records!.scalarRecord(iteration, finite));
  }
}

/** Writes event files into `tensorboard/` in the folder of the run; `tensorboard --logdir runs` shows all runs. */
export const Tensorboard = defineComponent('hook', {
  name: 'tensorboard',
  description: 'Writes the figures of steps and evaluations as event files for TensorBoard.',
  options: TensorboardOptions,
  component: TensorboardHook,
});

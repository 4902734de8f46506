import * as tf from '@tensorflow/tfjs';
import type { EvaluationReport, Hook, RunControl, RunInfo, StepReport } from '../../src/core/interfaces/hook.js';
import type { ComponentState, Stateful } from '../../src/core/interfaces/stateful.js';
import { testHook } from '../../src/testing/index.js';
import { plant } from '../helpers/planted-faults.js';

/** Ends the run at the 20th step, and at an mIoU above 0.9. */
class Right implements Hook, Stateful {
  protected steps = 0;
  protected control: RunControl | undefined;

  beforeTrain(_: RunInfo, control: RunControl): void {
    this.control = control;
  }

  afterStep(_: StepReport): void {
    if (++this.steps === 20) this.control!.stop('20 steps are enough');
  }

  afterEvaluate({ summary }: EvaluationReport): void {
    if (summary.mIoU! > 0.9) this.control!.stop('good enough');
  }

  async afterTrain(): Promise<void> {
    this.control = undefined;
  }

  saveState(): ComponentState {
    return { values: { steps: this.steps } };
  }

  loadState({ values }: ComponentState): void {
    this.steps = values!.steps as number;
  }
}

/** Counts without being `Stateful`. */
class LosesCount implements Hook {
  private steps = 0;
  private control: RunControl | undefined;
  beforeTrain(_: RunInfo, control: RunControl): void {
    this.control = control;
  }
  afterStep(): void {
    if (++this.steps === 20) this.control!.stop('20 steps are enough');
  }
}

class SavesNothing extends Right {
  override saveState(): ComponentState {
    return {};
  }
  override loadState(): void {}
}

class LoadsNothing extends Right {
  override loadState(): void {}
}

class StartsAnew extends Right {
  override beforeTrain(info: RunInfo, control: RunControl): void {
    super.beforeTrain(info, control);
    this.steps = 0;
  }
}

/** A figure that is saved and that a resumed run gets wrong. */
class ForgetsBest extends Right {
  private first: number | null = null;
  override afterEvaluate({ iteration }: EvaluationReport): void {
    this.first ??= iteration;
  }
  override saveState(): ComponentState {
    return { values: { steps: this.steps, first: this.first } };
  }
  override loadState(state: ComponentState): void {
    super.loadState(state);
    this.first = state.values!.first as number | null;
  }
  override beforeTrain(info: RunInfo, control: RunControl): void {
    super.beforeTrain(info, control);
    this.first = null;
  }
}

class SavesNaN extends Right {
  override saveState(): ComponentState {
    return { values: { steps: this.steps, best: Number.NaN } };
  }
}

/** Ends the run after the second epoch, and counts epochs without being `Stateful`. */
class LosesEpochs implements Hook {
  private epochs = 0;
  private control: RunControl | undefined;
  beforeTrain(_: RunInfo, control: RunControl): void {
    this.control = control;
  }
  afterEpoch(): void {
    if (++this.epochs === 2) this.control!.stop('2 epochs are enough');
  }
}

let steps = 0;
class ModuleState extends Right {
  override afterStep(): void {
    if (++steps === 20) this.control!.stop('20 steps are enough');
  }
}

class ChangesReports extends Right {
  override afterEvaluate(report: EvaluationReport): void {
    (report.summary as Record<string, number>).mIoU = 1;
  }
}

class NeedsATrain extends Right {
  override async afterTrain(): Promise<void> {
    this.control!.stop('done');
  }
}

class Leaks extends Right {
  override afterStep(report: StepReport): void {
    super.afterStep(report);
    tf.scalar(1);
  }
}

plant<Hook>(
  testHook,
  { 'a right hook': () => new Right(), 'a hook that does nothing': () => ({}) },
  {
    'a count that is no state': [
      () => new LosesCount(),
      /^resumed after step 1 the hook stops the run after step 21 instead of after step 20: what it counts belongs into saveState/,
    ],
    'epochs that are no state': [
      () => new LosesEpochs(),
      /^resumed after step 9 the hook stops the run after step 24 instead of after step 16/,
    ],
    'state that is not saved': [
      () => new SavesNothing(),
      /resumed after step 1 the hook stops the run after step 21 instead/,
    ],
    'state that is not loaded': [() => new LoadsNothing(), /loadState does not restore.*"steps" is 0 instead of 1/],
    'state that beforeTrain forgets': [
      () => new StartsAnew(),
      /resumed after step 1 the hook stops the run after step 21/,
    ],
    'a figure that beforeTrain forgets': [
      () => new ForgetsBest(),
      /a run resumed after step 9 ends with another state.*"first" is 10 instead of 2/,
    ],
    'state that JSON does not hold': [
      () => new SavesNaN(),
      /saveState gives "best", which JSON does not hold: it reads null/,
    ],
    'module state': [() => new ModuleState(), /an equal hook in an equal run stops it never instead of after step 20/],
    'a report that is changed': [
      () => new ChangesReports(),
      /afterEvaluate changes the report, which other hooks get too/,
    ],
    'an afterTrain that needs a run': [
      () => new NeedsATrain(),
      /^the hook throws: Cannot read properties of undefined/,
    ],
    'a leaked tensor': [() => new Leaks(), /^\d+ tensors are left behind/],
  },
);

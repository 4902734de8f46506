import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  type ComponentState,
  type Disposable,
  defineComponent,
  type EpochReport,
  type Hook,
  type Resolved,
  type RunInfo,
  type Stateful,
  type StepReport,
} from 'contraseg/plugin';
import { z } from 'zod';

const EpochLogOptions = z.strictObject({
  image: z.int().nonnegative().default(0).describe('Position in the validation split of the image that is watched.'),
});

declare module 'contraseg/plugin' {
  interface HookTypes {
    'epoch-log': z.input<typeof EpochLogOptions>;
  }
}

/** A line of epochs.jsonl. */
interface Epoch extends EpochReport {
  /** Mean over the steps of the epoch. */
  readonly loss: number;
  /** Share of the image's pixels that the epoch gave another class; null after the first. */
  readonly changed: number | null;
}

class EpochLogHook implements Hook, Stateful, Disposable {
  private run?: RunInfo;
  private sum = 0;
  private steps = 0;
  /** What the last epoch predicted, `[height * width]`. */
  private last?: tf.Tensor1D;

  constructor(private readonly options: Resolved<typeof EpochLogOptions>) {}

  /** Lines past the checkpoint that a run goes on from come again. */
  async beforeTrain(run: RunInfo): Promise<void> {
    this.run = run;
    const text = await readFile(this.file(run), 'utf8').catch(() => '');
    const kept = text.split('\n').filter((line) => line && (JSON.parse(line) as Epoch).iteration <= run.startIteration);
    await writeFile(this.file(run), kept.map((line) => `${line}\n`).join(''));
  }

  afterStep({ loss }: StepReport): void {
    this.sum += loss;
    this.steps++;
  }

  async afterEpoch({ epoch, iteration }: EpochReport): Promise<void> {
    const line: Epoch = { epoch, iteration, loss: this.sum / this.steps, changed: await this.changed() };
    await appendFile(this.file(this.run!), `${JSON.stringify(line)}\n`);
    this.sum = 0;
    this.steps = 0;
  }

  /** A run that is interrupted within an epoch goes on with the mean of all of its steps. */
  saveState(): ComponentState {
    return { values: { sum: this.sum, steps: this.steps }, ...(this.last && { tensors: { last: this.last } }) };
  }

  loadState({ values, tensors }: ComponentState): void {
    this.sum = values?.sum as number;
    this.steps = values?.steps as number;
    if (tensors?.last) this.remember(tensors.last.clone() as tf.Tensor1D);
  }

  dispose(): void {
    this.last?.dispose();
  }

  private async changed(): Promise<number | null> {
    const predicted = await this.run!.predict?.(this.options.image);
    if (!predicted) return null;
    const { prediction } = predicted;
    const before = this.last?.dataSync();
    this.remember(tf.tensor1d(prediction, 'int32'));
    return before ? prediction.filter((value, i) => value !== before[i]).length / prediction.length : null;
  }

  private remember(prediction: tf.Tensor1D): void {
    this.last?.dispose();
    this.last = prediction;
  }

  private file({ directory }: RunInfo): string {
    return join(directory, 'epochs.jsonl');
  }
}

/** Writes a line per epoch into the folder of the run: its mean loss, and how much of one image it sees differently. */
export const EpochLog = defineComponent('hook', {
  name: 'epoch-log',
  description: 'Writes the mean loss of each epoch, and how much of an image it sees differently.',
  options: EpochLogOptions,
  component: EpochLogHook,
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContrasegProcess } from '../harness/contraseg-process.js';
import { EVALUATE_EVERY } from '../harness/setups.js';

/** What can be seen of a run from outside, since its present process began. */
export interface RunState {
  /** Steps that are in the log. */
  readonly steps: number;
  /** Of the last step, -1 before the first. */
  readonly iteration: number;
  /** The last step is followed by an evaluation, which is not in the log yet. */
  readonly isEvaluating: boolean;
  /** A checkpoint that is being written. */
  readonly temporary?: string;
}

/** Looks at a run folder every other millisecond. */
export class RunWatch {
  private readonly log: string;
  private size = -1;
  private text = '';
  private readonly earlierStart: string | undefined;

  /** To be made before the process starts: what is in the log now belongs to earlier ones. */
  constructor(private readonly run: string) {
    this.log = join(run, 'log.jsonl');
    this.earlierStart = this.lastStart();
  }

  /** Waits until `isDue`; false where the process ended before. */
  async until(process: ContrasegProcess, isDue: (state: RunState) => boolean): Promise<boolean> {
    while (process.isRunning) {
      if (isDue(this.look())) return true;
      await sleep(2);
    }
    return false;
  }

  /** Since the process began to train, which it says in the log. */
  get hasStarted(): boolean {
    const start = this.lastStart();
    return start !== undefined && start !== this.earlierStart;
  }

  private look(): RunState {
    const temporary = temporaryFiles(this.run)[0];
    if (!this.hasStarted) return { steps: 0, iteration: -1, isEvaluating: false, temporary };
    const events = this.text.slice(this.text.lastIndexOf('{"event":"start"')).split('\n').filter(Boolean);
    const steps = events.filter((line) => line.startsWith('{"event":"step"'));
    const iteration = Number(/"iteration":(\d+)/.exec(steps.at(-1) ?? '')?.[1] ?? -1);
    const isEvaluating = events.at(-1) === steps.at(-1) && (iteration + 1) % EVALUATE_EVERY === 0;
    return { steps: steps.length, iteration, isEvaluating, temporary };
  }

  private lastStart(): string | undefined {
    this.refresh();
    return this.text.match(/^\{"event":"start".*$/gm)?.at(-1);
  }

  private refresh(): void {
    const size = statSync(this.log, { throwIfNoEntry: false })?.size ?? 0;
    if (size === this.size) return;
    this.size = size;
    this.text = size > 0 ? readFileSync(this.log, 'utf8') : '';
  }
}

/** Checkpoints that are half written, or were when their process was killed. */
export function temporaryFiles(run: string): string[] {
  try {
    return readdirSync(join(run, 'checkpoints')).filter((name) => !name.endsWith('.safetensors'));
  } catch {
    return [];
  }
}

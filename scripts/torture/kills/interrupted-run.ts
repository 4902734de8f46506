import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { type CampaignContext, MEMORY_LIMIT } from '../harness/campaign.js';
import { ContrasegProcess, type Ending, shorten } from '../harness/contraseg-process.js';
import type { Setup } from '../harness/setups.js';
import { type Death, STOPS } from './death.js';
import { RunWatch, temporaryFiles } from './run-state.js';

export interface InterruptedRunOptions {
  readonly setup: Setup;
  readonly path: string;
  readonly random: RandomStream;
  /** The finished run that is in the folder already, and is to be replaced with `--force`. */
  readonly replaces?: string;
  readonly context: CampaignContext;
}

/** A run in which process after process dies. */
export class InterruptedRun {
  /** How they died, for messages. */
  readonly deaths: string[] = [];
  /** The new run has no checkpoint yet, so the old one must still be there. */
  private replacing: boolean;
  private readonly directory: RunDirectory;

  constructor(private readonly options: InterruptedRunOptions) {
    this.replacing = options.replaces !== undefined;
    this.directory = new RunDirectory(options.path);
  }

  /** Starts processes until one finishes the run. @returns what went wrong */
  async finish(draw: (replacing: boolean) => Death | undefined): Promise<string[]> {
    const { path, context } = this.options;
    const { tally, folder } = context;
    for (;;) {
      const watch = new RunWatch(path);
      const process = new ContrasegProcess(this.command(), folder);
      const death = draw(this.replacing);
      const died = death !== undefined && (await death.wait(process, watch));
      if (died) process.kill(death.signal);
      const ending = await process.ended;
      tally.done(ending.ms, ending.memory, died ? 1 : 0);
      if (watch.hasStarted && this.directory.resumable) this.replacing = false;
      if (died) this.record(death);
      const problem = this.problemOf(process.command, ending, died ? death : undefined);
      if (problem) return [problem];
      if (ending.code === 0) return [];
    }
  }

  /** Begins the run or goes on with it, in each of the ways that are promised to do so. */
  private command(): string[] {
    const { setup, path, random } = this.options;
    const { exists, resumable } = this.directory;
    const alone = random.uniform() < 0.5;
    const start = ['train', `${setup.name}.yaml`, '--out', path];
    if (this.replacing) return [...start, '--force'];
    if (alone && exists) return ['train', '--resume', path];
    return resumable ? [...start, '--resume'] : start;
  }

  private record({ signal, moment }: Death): void {
    const { path, context } = this.options;
    this.deaths.push(`${signal} ${moment}`);
    context.tally.count(signal);
    if (temporaryFiles(path).length > 0) context.tally.count('of them inside a checkpoint being written');
    if (this.replacing) context.tally.count('of them while a run was being replaced');
  }

  private problemOf(command: string, ending: Ending, death: Death | undefined): string | undefined {
    if (ending.memory > MEMORY_LIMIT) return `${command} took ${Math.round(ending.memory / 2 ** 20)} MiB`;
    if (this.replacing && ending.code !== 0 && !this.hasOldRun()) return 'the run that was being replaced is lost';
    if (ending.code === 0) return undefined;
    return death ? wrongStop(death, ending) : `it could not go on: ${describe(ending)}`;
  }

  private hasOldRun(): boolean {
    const { lastCheckpoint, replaced } = this.directory;
    const old = readFileSync(new RunDirectory(this.options.replaces!).lastCheckpoint);
    return [lastCheckpoint, join(replaced, 'checkpoints', 'last.safetensors')].some(
      (file) => existsSync(file) && readFileSync(file).equals(old),
    );
  }
}

/** A kill needs no answer; a stop is answered with its exit code and the command that goes on. */
function wrongStop({ signal }: Death, ending: Ending): string | undefined {
  if (signal === 'SIGKILL') return undefined;
  if (ending.code !== STOPS[signal]) return `${signal} should end with ${STOPS[signal]}: ${describe(ending)}`;
  if (!/--resume/.test(ending.stdout + ending.stderr)) return `${signal}: the command that goes on is not printed`;
  return undefined;
}

function describe({ code, signal, stderr }: Ending): string {
  return `${signal ?? `exit code ${code}`}, ${shorten(stderr.trim()) || 'without a word'}`;
}

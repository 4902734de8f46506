import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What a process of a bench says about itself in its first line. */
export interface About {
  readonly engine: string;
  readonly version?: string;
  readonly threads: number;
}

/** One run of one case. */
export interface Turn {
  /** Time on the clock, which whatever else the machine does makes longer. */
  readonly ms: number;
  /** Processor time of all threads together. */
  readonly cpuMs: number;
  /** The most memory that the process held so far, and what this run added to what it held before. */
  readonly peakMb: number;
  readonly addedMb: number;
}

export interface ContestantOptions {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that runs a case once for each line that it reads, see `serve`, and so waits while others run. */
export class Contestant {
  private constructor(
    readonly label: string,
    readonly about: About,
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Nothing where the process ends at once, as Python does without PyTorch. */
  static async start({ label, command, args, env }: ContestantOptions): Promise<Contestant | undefined> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    child.on('error', () => undefined); // no such command
    child.stdin.on('error', () => undefined); // it has ended
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { done, value } = await lines.next();
    return done ? undefined : new Contestant(label, JSON.parse(value) as About, child, lines);
  }

  /** @throws Error where the process ended, which has said why */
  async turn(name: string): Promise<Turn> {
    this.child.stdin.write(`${name}\n`);
    const { done, value } = await this.lines.next();
    if (done) throw new Error(`${this.label} ended in "${name}"`);
    return JSON.parse(value) as Turn;
  }

  stop(): void {
    this.child.stdin.end();
  }
}

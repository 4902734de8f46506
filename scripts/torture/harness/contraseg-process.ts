import { type ChildProcess, spawn } from 'node:child_process';
import { peakMemory } from './process-usage.js';

const MAIN = new URL('../../../src/cli/main.js', import.meta.url).pathname;

/** Nothing here takes so long, also where many share the machine: what does has hung. */
const LIMIT = 180_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Bytes. */
  readonly memory: number;
}

/** `contraseg` as a user starts it, from the compiled sources. */
export class ContrasegProcess {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private memory = 0;

  constructor(
    private readonly args: readonly string[],
    workingDirectory: string,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      cwd: workingDirectory,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = this.watch();
  }

  get command(): string {
    return `contraseg ${this.args.join(' ')}`;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.look();
    this.child.kill(signal);
  }

  private look(): void {
    this.memory = Math.max(this.memory, peakMemory(this.child.pid));
  }

  private async watch(): Promise<Ending> {
    const start = performance.now();
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]!.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    const timer = setInterval(() => this.look(), 50);
    const limit = setTimeout(() => {
      output.stderr += `\nit hung: killed after ${LIMIT / 1000} s`;
      this.kill('SIGKILL');
    }, LIMIT);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (...ending) => resolve(ending));
    });
    clearInterval(timer);
    clearTimeout(limit);
    return { code, signal, ...output, ms: performance.now() - start, memory: this.memory };
  }
}

/** Runs contraseg to its end. */
export function contraseg(args: readonly string[], workingDirectory: string): Promise<Ending> {
  return new ContrasegProcess(args, workingDirectory).ended;
}

/** What is wrong with how a failure was told: users get problems with a code, never a stack. */
export function badError({ code, signal, stderr }: Ending): string | undefined {
  if (signal) return `it died by ${signal}`;
  if (/^\s+at .+:\d+:\d+\)?$/m.test(stderr) || !/^CONTRASEG_[A-Z_]+ /m.test(stderr)) {
    return `exit code ${code} and no clear error:\n${shorten(stderr)}`;
  }
  return undefined;
}

export function shorten(text: string, length = 600): string {
  return text.length <= length ? text : `${text.slice(0, length)} ...`;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { MEMORY_LIMIT } from './campaign.js';
import type { CaseOutcome, CaseSuite } from './case-suite.js';
import { shorten } from './contraseg-process.js';
import { peakMemory, processorTime } from './process-usage.js';

const ENTRY = new URL('./worker-process.js', import.meta.url).pathname;

/** Waiting without work ends as well: a pipe that nobody writes to takes no processor time. */
const IDLE_FACTOR = 6;

/** A child process that runs cases one after the other, and is killed where one hangs or takes too much memory. */
export class Worker {
  memory = 0;
  private stderr = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly limit: number,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.stderr = (this.stderr + text).slice(-2000);
      });
    }
  }

  static async start(suite: CaseSuite, seed: number, folder: string): Promise<Worker> {
    const child = fork(ENTRY, [suite.name, suite.module.href, String(seed), folder], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: folder,
    });
    const worker = new Worker(child, 1000 * suite.limit);
    const ready = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (ready[0] !== 'ready') throw new Error(`the worker of ${suite.name} did not start: ${worker.stderr}`);
    return worker;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Runs a case; where its process does not survive, that is the outcome. */
  async run(number: number): Promise<CaseOutcome> {
    const cpu = processorTime(this.child.pid);
    const start = performance.now();
    let killed: string | undefined;
    const watch = () => {
      this.memory = Math.max(this.memory, peakMemory(this.child.pid));
      const worked = processorTime(this.child.pid) - cpu;
      const waited = performance.now() - start;
      if (this.memory > MEMORY_LIMIT) killed = `it took ${Math.round(this.memory / 2 ** 20)} MiB`;
      else if (worked > this.limit) killed = `it hung: ${Math.round(worked / 1000)} s of processor time`;
      else if (waited > IDLE_FACTOR * this.limit) killed = `it hung: no answer in ${Math.round(waited / 1000)} s`;
      if (killed) this.child.kill('SIGKILL');
    };
    const timer = setInterval(watch, 100);
    const answer = await this.ask(number);
    clearInterval(timer);
    if (answer) watch();
    return answer && !killed ? answer : { problems: [killed ?? `its process died: ${shorten(this.stderr)}`] };
  }

  /** The outcome, or nothing where the process ends before. */
  private ask(number: number): Promise<CaseOutcome | undefined> {
    return new Promise((resolve) => {
      const settle = (outcome?: CaseOutcome) => {
        this.child.off('message', settle).off('close', died);
        resolve(outcome);
      };
      const died = () => settle();
      this.child.on('message', settle).on('close', died);
      this.child.send(number);
    });
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

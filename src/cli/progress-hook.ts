import cliProgress from 'cli-progress';
import pc from 'picocolors';
import { engineNotice } from '../core/engine/index.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../core/interfaces/hook.js';
import { say, showsProgress } from './output.js';

/** Lines that are printed over a whole run where the output is no terminal. */
const PLAIN_LINES = 50;

/** Shows a bar with ETA, loss parts and learning rate; plain lines where the output is no terminal. */
export class ProgressHook implements Hook {
  private bar?: cliProgress.SingleBar;
  private every = 1;
  private started = 0;
  private startIteration = 0;
  private done = 0;
  private total = 0;

  /** @param processes that train together */
  constructor(private readonly processes = 1) {}

  beforeTrain(run: RunInfo): void {
    const from = run.startIteration > 0 ? `, ${run.startIteration} of them done` : '';
    const together = this.processes > 1 ? ` on ${this.processes} processes` : '';
    say(engineNotice(run.engine));
    say(`${run.classNames.length} classes, ${run.totalIterations} iterations${from}${together} -> ${run.directory}`);
    this.every = Math.max(1, Math.round(run.totalIterations / PLAIN_LINES));
    this.started = performance.now();
    this.startIteration = run.startIteration;
    this.done = run.startIteration;
    this.total = run.totalIterations;
    if (!process.stdout.isTTY || !showsProgress()) return;
    this.bar = new cliProgress.SingleBar({
      format: '{bar} {percentage}% {value}/{total}  ETA {eta_formatted}  {figures}',
      barsize: 24,
      etaBuffer: 50,
      hideCursor: true,
    });
    this.bar.start(run.totalIterations, run.startIteration, { figures: '' });
  }

  afterStep(report: StepReport): void {
    const figures = describe(report);
    this.done = report.iteration;
    if (this.bar) this.bar.update(report.iteration, { figures });
    else if (report.iteration % this.every === 0) {
      say(`${report.iteration}/${report.totalIterations}  ETA ${this.eta(report)}  ${figures}`);
    }
  }

  afterEvaluate(report: EvaluationReport): void {
    const percent = (value: number) => (Number.isNaN(value) ? '–' : (100 * value).toFixed(1));
    const figures = Object.entries(report.summary).map(([name, value]) => `${name} ${percent(value)}`);
    if (report.absent?.length) figures.push(`(absent: ${report.absent.join(', ')})`);
    this.line(
      `${pc.bold(report.split)} at ${report.iteration}: ${figures.join('  ')}${report.best ? '  (best so far)' : ''}`,
    );
  }

  afterTrain(): void {
    this.bar?.stop();
  }

  /** Ends the bar's line, prints a line of its own, and goes on with the bar below. */
  private line(text: string): void {
    this.bar?.stop();
    say(text);
    if (this.done < this.total) this.bar?.start(this.total, this.done, { figures: '' });
  }

  private eta({ iteration, totalIterations }: StepReport): string {
    const done = iteration - this.startIteration;
    const seconds = Math.round(((performance.now() - this.started) / 1000 / done) * (totalIterations - iteration));
    return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
  }
}

function describe({ loss, parts, learningRate, time }: StepReport): string {
  const named = Object.entries(parts).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  const rate = Object.entries(learningRate).map(([group, value]) => `${group} ${value.toPrecision(2)}`);
  const shown = named.length > 1 ? ` (${named.join(', ')})` : '';
  return `loss ${loss.toFixed(3)}${shown}  lr ${rate.join(' ')}  ${Math.round(time.step)} ms/step`;
}

import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../interfaces/hook.js';

/** One line of `log.jsonl`. */
export type LogEntry =
  | ({ readonly event: 'step' } & StepReport)
  | ({ readonly event: 'evaluation' } & EvaluationReport)
  | { readonly event: 'start'; readonly iteration: number; readonly engine: string; readonly time: string };

/** Writes the log: every n-th step, every evaluation. Lines past the point that a run is resumed from are dropped. */
export class JsonlLog implements Hook {
  constructor(
    private readonly file: string,
    private readonly every: number,
  ) {}

  async beforeTrain(run: RunInfo): Promise<void> {
    const kept = (await readLog(this.file)).filter(
      (entry) => entry.iteration < run.startIteration || isEvaluationAt(entry, run),
    );
    await writeFileAtomic(this.file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    await this.write({
      event: 'start',
      iteration: run.startIteration,
      engine: run.engine.name,
      time: new Date().toISOString(),
    });
  }

  async afterStep(report: StepReport): Promise<void> {
    const last = report.iteration + 1 === report.totalIterations;
    if (report.iteration % this.every === 0 || last) await this.write({ event: 'step', ...report });
  }

  async afterEvaluate(report: EvaluationReport): Promise<void> {
    await this.write({ event: 'evaluation', ...report });
  }

  private async write(entry: LogEntry): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(entry)}\n`);
  }
}

/** The entries of a log; a line that a crash cut off is left out. NaN was written as null. */
export async function readLog(file: string): Promise<LogEntry[]> {
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as LogEntry];
    } catch {
      return [];
    }
  });
}

/** An evaluation after step `n` belongs to the checkpoint after step `n`. */
function isEvaluationAt(entry: LogEntry, run: RunInfo): boolean {
  return entry.event === 'evaluation' && entry.iteration === run.startIteration;
}

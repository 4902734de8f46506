import { z } from 'zod';
import { appendLine } from '../files/append-line.js';
import { readJsonLines } from '../files/read-json-lines.js';
import { writeWhole } from '../files/write-whole.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../interfaces/hook.js';

/** One line of `log.jsonl`. The iteration of a step is its own number, from 0; that of an evaluation, the steps before it. */
export type LogEntry =
  | ({ readonly event: 'step' } & StepReport)
  | ({ readonly event: 'evaluation' } & EvaluationReport)
  | {
      readonly event: 'start';
      readonly iteration: number;
      readonly engine: string;
      readonly time: string;
      /** What the figures of the steps that follow are. */
      readonly figures: RunInfo['figures'];
    };

const iteration = z.int().nonnegative();
/** NaN and Infinity were written as null. */
const numbers = z.record(z.string(), z.number().nullable());
const perLoss = <T extends z.ZodType>(figure: T) => z.record(z.string(), z.record(z.string(), figure)).default({});

/** What readers of a log rely on. Logs of earlier versions have no figures. */
const Entry = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('step'),
    iteration,
    parts: numbers,
    learningRate: numbers,
    time: z.object({ step: z.number(), data: z.number() }),
    figures: perLoss(z.json()),
  }),
  z.looseObject({ event: z.literal('evaluation'), iteration, split: z.string(), summary: numbers }),
  z.looseObject({ event: z.literal('start'), iteration, figures: perLoss(z.looseObject({ kind: z.string() })) }),
]);

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
    await writeWhole(this.file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    await this.write({
      event: 'start',
      iteration: run.startIteration,
      engine: run.engine.name,
      time: new Date().toISOString(),
      figures: run.figures,
    });
  }

  async afterStep(report: StepReport): Promise<void> {
    const iteration = report.iteration - 1;
    const last = report.iteration === report.totalIterations;
    if (iteration % this.every === 0 || last) await this.write({ event: 'step', ...report, iteration });
  }

  async afterEvaluate(report: EvaluationReport): Promise<void> {
    await this.write({ event: 'evaluation', ...report });
  }

  private async write(entry: LogEntry): Promise<void> {
    await appendLine(this.file, JSON.stringify(entry));
  }
}

/** The entries of a log. Lines that are none are left out: a crash cuts the last one off. */
export async function readLog(file: string): Promise<LogEntry[]> {
  return (await readJsonLines(file)).flatMap((line) => {
    const { data } = Entry.safeParse(line);
    return data ? [data as unknown as LogEntry] : [];
  });
}

/** One that the checkpoint does not know comes again: the process died between its line and the next checkpoint. */
function isEvaluationAt(entry: LogEntry, { startIteration, evaluated }: RunInfo): boolean {
  return entry.event === 'evaluation' && entry.iteration === startIteration && evaluated === startIteration;
}

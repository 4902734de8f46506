import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { appendLine } from '../../core/files/append-line.js';
import { writeWhole } from '../../core/files/write-whole.js';
import type { EvaluationReport, Hook, RunInfo, StepReport } from '../../core/interfaces/hook.js';
import type { Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { stepFigures } from './step-figures.js';

const CsvOptions = z.strictObject({
  every: z.int().positive().default(10).describe('Iterations between rows of steps.csv; evaluations all have theirs.'),
});

declare module '../../core/plugin.js' {
  interface HookTypes {
    csv: z.input<typeof CsvOptions>;
  }
}

const ITERATION = 'iteration';

class CsvHook implements Hook {
  private folder = '.';
  private readonly columns = new Map<string, readonly string[]>();

  constructor(private readonly options: Resolved<typeof CsvOptions>) {}

  async beforeTrain({ directory, startIteration, evaluated }: RunInfo): Promise<void> {
    this.folder = directory;
    await this.open('steps.csv', startIteration);
    await this.open('evaluations.csv', evaluated === startIteration ? startIteration : startIteration - 1);
  }

  async afterStep(report: StepReport): Promise<void> {
    const { iteration, totalIterations } = report;
    if (iteration % this.options.every !== 0 && iteration !== totalIterations) return;
    await this.write('steps.csv', [[ITERATION, iteration], ...stepFigures(report)]);
  }

  async afterEvaluate({ iteration, split, summary }: EvaluationReport): Promise<void> {
    await this.write('evaluations.csv', [[ITERATION, iteration], ['split', split], ...Object.entries(summary)]);
  }

  /** Keeps the rows up to an iteration, or removes what is there from another run. */
  private async open(name: string, last: number): Promise<void> {
    const file = join(this.folder, name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    const [heading = '', ...rows] = text.split('\n').filter(Boolean);
    const kept = rows.filter((row) => Number(row.split(',', 1)[0]) <= last);
    if (kept.length > 0) this.columns.set(name, heading.split(','));
    await writeWhole(file, kept.length > 0 ? `${[heading, ...kept].join('\n')}\n` : '');
  }

  private async write(
    name: string,
    values: readonly (readonly [column: string, value: number | string])[],
  ): Promise<void> {
    const file = join(this.folder, name);
    let columns = this.columns.get(name);
    if (!columns) {
      columns = values.map(([column]) => quoted(column));
      this.columns.set(name, columns);
      await appendLine(file, columns.join(','));
    }
    const byColumn = new Map(values.map(([column, value]) => [quoted(column), quoted(String(value))]));
    await appendLine(file, columns.map((column) => byColumn.get(column) ?? '').join(','));
  }
}

/** RFC 4180, but that a comma becomes a semicolon, so that rows can be split at commas. */
function quoted(text: string): string {
  const plain = text.replaceAll(',', ';').replaceAll('\n', ' ');
  return plain.includes('"') ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/**
 * Writes steps.csv and evaluations.csv into the folder of the run, for spreadsheets and notebooks: a heading, then a row for
 * each. Rows past the point that a run is resumed from are dropped, as they come again.
 */
export const Csv = defineComponent('hook', {
  name: 'csv',
  description: 'Writes the figures of steps and evaluations as CSV files into the folder of the run.',
  options: CsvOptions,
  component: CsvHook,
});

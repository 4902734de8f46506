import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../../core/files/write-whole.js';
import { loadExperiment } from '../../experiments/experiment.js';
import { type PlannedRun, planSweep, type SweepPlan } from '../../experiments/plan.js';
import { rebuildResults } from '../../experiments/rebuild-results.js';
import { quoted, type RunOutcome, runSweep } from '../../experiments/run-sweep.js';
import type { SweepOptions } from '../commands/sweep.js';
import { FAILURE, INTERRUPTED } from '../exit-codes.js';
import { overrides } from '../options.js';
import { give, say } from '../output.js';

export async function runSweepOf(file: string, options: SweepOptions): Promise<void> {
  const out = options.out ?? join('runs', basename(file).replace(/\.\w+$/, ''));
  const experiment = await loadExperiment(file);
  if (options.table) {
    const { tables, figure } = await rebuildResults(options.table, experiment);
    console.log(tables);
    if (options.figure) await writeWhole(options.figure, figure);
    return;
  }
  const plan = await planSweep(experiment, { out, set: overrides(options), only: options.only, seeds: options.seeds });
  if (options.dryRun) printPlan(plan);
  else await run(plan);
}

function printPlan({ runs }: SweepPlan): void {
  for (const { state, trainArguments } of runs) {
    say(`${state.padEnd(9)} contraseg train ${trainArguments.map(quoted).join(' ')}`);
  }
  const left = runs.filter(({ state }) => state !== 'finished').length;
  give({ runs: runs.map(({ variant, seed, state }) => ({ variant, seed, state })), left });
  say(`${left} of ${runs.length} runs to do; dry run: nothing was started`);
}

async function run(plan: SweepPlan): Promise<void> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const { metric } = plan.experiment;
  const outcomes: object[] = [];
  const ending = await runSweep(plan, {
    contraseg: [process.execPath, main],
    onRun: (planned, outcome, position) => {
      outcomes.push({ variant: planned.variant, seed: planned.seed, ...outcome });
      say(`${position + 1}/${plan.runs.length}  ${describe(planned, outcome, metric)}`);
    },
  });
  say(`${ending}: ${['md', 'svg', 'jsonl'].map((type) => join(plan.out, `results.${type}`)).join(', ')}`);
  give({ ending, out: plan.out, runs: outcomes });
  if (ending === 'failed') process.exitCode = FAILURE;
  if (ending === 'interrupted') process.exitCode = INTERRUPTED;
}

function describe({ variant, seed }: PlannedRun, outcome: RunOutcome, metric: string): string {
  const name = `${variant}, seed ${seed}`;
  if ('output' in outcome) return `${name}: ${outcome.kind}, see ${outcome.output}`;
  const { summary, minutes, split } = outcome.result;
  const figure = (100 * (summary[metric] ?? Number.NaN)).toFixed(2);
  return `${name}: ${metric} ${figure} on ${split}  (${outcome.kind === 'skipped' ? 'done before' : `${minutes.toFixed(1)} min`})`;
}

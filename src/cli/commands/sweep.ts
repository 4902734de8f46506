import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { loadExperiment } from '../../experiments/experiment.js';
import { type PlannedRun, planSweep, type SweepPlan } from '../../experiments/plan.js';
import { rebuildTable } from '../../experiments/rebuild-table.js';
import { quoted, type RunOutcome, runSweep } from '../../experiments/run-sweep.js';
import { FAILURE, INTERRUPTED } from '../exit-codes.js';
import { type ConfigOptions, configOptions, overrides } from '../options.js';

interface Options extends ConfigOptions {
  readonly out?: string;
  readonly only?: readonly string[];
  readonly dryRun?: boolean;
  readonly table?: string;
}

/** `contraseg sweep`: trains and evaluates every variant of an experiment with every seed. */
export function sweepCommand(): Command {
  return configOptions(new Command('sweep').description('train and evaluate a grid of variants and seeds, resumably'))
    .argument('<experiment>', 'file that names seeds and variants')
    .option('-o, --out <folder>', 'folder of the runs and results (default: runs/<name of the experiment>)')
    .option('--only <variants...>', 'only these rows')
    .option('--dry-run', 'check every configuration and list what is left to do')
    .option('--table <results>', 'print the tables of a results.jsonl and start nothing')
    .addHelpText('after', '\nExample:\n  $ contraseg sweep experiments/demo.yaml --only cross-entropy "both banks"')
    .action(async (file: string, options: Options) => {
      const out = options.out ?? join('runs', basename(file).replace(/\.\w+$/, ''));
      const experiment = await loadExperiment(file);
      if (options.table) {
        console.log(await rebuildTable(options.table, experiment));
        return;
      }
      const plan = await planSweep(experiment, { out, set: overrides(options), only: options.only });
      if (options.dryRun) printPlan(plan);
      else await run(plan);
    });
}

function printPlan({ runs }: SweepPlan): void {
  for (const { state, trainArguments } of runs) {
    console.log(`${state.padEnd(9)} contraseg train ${trainArguments.map(quoted).join(' ')}`);
  }
  const left = runs.filter(({ state }) => state !== 'finished').length;
  console.log(`${left} of ${runs.length} runs to do; dry run: nothing was started`);
}

async function run(plan: SweepPlan): Promise<void> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const { metric } = plan.experiment;
  const ending = await runSweep(plan, {
    contraseg: [process.execPath, main],
    onRun: (planned, outcome, position) => {
      console.log(`${position + 1}/${plan.runs.length}  ${describe(planned, outcome, metric)}`);
    },
  });
  console.log(`${ending}: ${join(plan.out, 'results.md')}, ${join(plan.out, 'results.jsonl')}`);
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

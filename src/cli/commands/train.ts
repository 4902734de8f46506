import { Command } from 'commander';
import { type DryRun, dryRun } from '../../api/dry-run.js';
import { train } from '../../api/train.js';
import { formatResult } from '../../core/evaluation/result-table.js';
import { INTERRUPTED } from '../exit-codes.js';
import { type ConfigOptions, configArgument, configOptions, overrides } from '../options.js';
import { dataCheckProgress, ProgressHook } from '../progress-hook.js';

interface Options extends ConfigOptions {
  readonly out?: string;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `contraseg train`: trains a segmenter from a configuration file. */
export function trainCommand(): Command {
  return configOptions(new Command('train').description('train a segmenter from a configuration file'))
    .addArgument(configArgument())
    .option('-o, --out <folder>', 'folder of the run (default: runs/<name of the config>)')
    .option('--resume', 'go on with the run in that folder')
    .option('--force', 'start anew where the folder holds a run')
    .option('--dry-run', 'check everything and run one batch forward and backward, without training')
    .addHelpText('after', '\nExample:\n  $ contraseg train my.yaml --set trainer.iterations=2000 --out runs/first')
    .action(async (config: string | undefined, options: Options) => {
      const source = { config, set: overrides(options) };
      if (options.dryRun) printDryRun(await dryRun(source));
      else await runTraining(source, options);
    });
}

async function runTraining(source: { config?: string; set: string[] }, { out, resume, force }: Options): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const summary = await train({
    ...source,
    out,
    mode: resume ? 'resume' : force ? 'force' : 'new',
    hooks: [new ProgressHook()],
    signal: abort.signal,
    onDataCheck: dataCheckProgress(),
  });
  if (summary.evaluation) console.log(formatResult(summary.evaluation, summary.classes));
  const ending = summary.stopped ? `stopped (${summary.stopped}) after` : 'trained';
  console.log(`${ending} ${summary.iteration} iterations: ${summary.directory}`);
  if (abort.signal.aborted) process.exitCode = INTERRUPTED;
}

function printDryRun(run: DryRun): void {
  const parts = Object.entries(run.parts).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  console.log(`engine       ${run.engine}`);
  console.log(`data         ${run.trainingImages} images, ${run.classNames.length} classes, every file read`);
  console.log(`epoch        ${run.iterationsPerEpoch} iterations`);
  console.log(`parameters   ${run.parameterCount.toLocaleString('en')}`);
  console.log(`loss         ${run.loss.toFixed(4)} (${parts.join(', ')})`);
  console.log(`first step   ${Math.round(run.stepTime)} ms`);
  console.log('dry run: nothing was written');
}

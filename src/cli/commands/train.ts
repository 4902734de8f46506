import { Command } from 'commander';
import { type DryRun, dryRun } from '../../api/dry-run.js';
import { type TrainOptions, train } from '../../api/train.js';
import { type ConfigOptions, configArgument, configOptions, overrides } from '../options.js';
import { ProgressHook } from '../progress-hook.js';
import { showSplitProgress } from '../split-progress.js';
import { listenForStop } from '../stop-signals.js';
import { formatResult } from '../tables/result-table.js';

interface Options extends ConfigOptions {
  readonly out?: string;
  /** The folder, or true where `--out` or the configuration names it. */
  readonly resume?: string | true;
  readonly allowChange?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `contraseg train`: trains a segmenter from a configuration file. */
export function trainCommand(): Command {
  return configOptions(new Command('train').description('train a segmenter from a configuration file'))
    .addArgument(configArgument())
    .option('-o, --out <folder>', 'folder of the run (default: runs/<name of the config>)')
    .option('--resume [run]', 'go on with the run in that folder, by its own configuration unless one is given')
    .option('--allow-change', 'with --resume: go on although model, losses or data are not as before; recorded')
    .option('--force', 'replace the run that the folder holds, once the new one has its first checkpoint')
    .option('--dry-run', 'check everything and run one batch forward and backward, without training')
    .addHelpText(
      'after',
      '\nExample:\n  $ contraseg train my.yaml --set trainer.iterations=2000 --out runs/first\n  $ contraseg train --resume runs/first',
    )
    .action(async (config: string | undefined, options: Options, command: Command) => {
      if (options.resume && options.force) command.error('error: --resume goes on with a run, --force replaces it');
      const source = { config, set: overrides(options) };
      if (options.dryRun) printDryRun(await dryRun(source));
      else await runTraining(source, options);
    });
}

async function runTraining(source: Pick<TrainOptions, 'config' | 'set'>, options: Options): Promise<void> {
  const { resume, force, allowChange } = options;
  const request = listenForStop();
  try {
    const summary = await train({
      ...source,
      out: typeof resume === 'string' ? resume : options.out,
      mode: resume ? 'resume' : force ? 'force' : 'new',
      allowChange,
      hooks: [new ProgressHook()],
      signal: request.signal,
      onDataCheck: showSplitProgress,
      report: (line) => console.error(line),
    });
    if (summary.evaluation) console.log(formatResult(summary.evaluation, summary.classes));
    const ending = summary.stopped ? `stopped (${summary.stopped}) after` : 'trained';
    console.log(`${ending} ${summary.iteration} iterations: ${summary.directory}`);
    if (summary.stopped) console.log(`go on with: contraseg train --resume ${summary.directory}`);
  } finally {
    if (request.exitCode) process.exitCode = request.exitCode;
  }
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

import { Command, InvalidArgumentError } from 'commander';
import { type ConfigOptions, configOptions, jsonOption, quietOption } from '../options.js';

export interface SweepOptions extends ConfigOptions {
  readonly out?: string;
  readonly only?: readonly string[];
  readonly seeds?: readonly number[];
  readonly dryRun?: boolean;
  readonly table?: string;
  readonly figure?: string;
}

/** `contraseg sweep`: trains and evaluates every variant of an experiment with every seed. */
export function sweepCommand(): Command {
  const command = new Command('sweep').description('train and evaluate a grid of variants and seeds, resumably');
  return quietOption(jsonOption(configOptions(command)))
    .argument('<experiment>', 'file that names seeds and variants')
    .option('-o, --out <folder>', 'folder of the runs and results (default: runs/<name of the experiment>)')
    .option('--only <variants...>', 'only these rows')
    .option('--seeds <numbers...>', 'only these seeds', addInteger)
    .option('--dry-run', 'check every configuration and list what is left to do')
    .option('--table <results>', 'print the tables of a results.jsonl and start nothing')
    .option('--figure <file.svg>', 'with --table: draw what each row gains over the first')
    .addHelpText('after', '\nExample:\n  $ contraseg sweep experiments/demo.yaml --only cross-entropy "both banks"')
    .action(async (file: string, options: SweepOptions) =>
      (await import('../actions/sweep.js')).runSweepOf(file, options),
    );
}

/** One of several numbers behind one option. */
function addInteger(text: string, earlier: readonly number[] = []): readonly number[] {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('expected whole numbers.');
  return [...earlier, Number(text)];
}

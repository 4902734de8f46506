import { Command } from 'commander';
import { lastOption, type PredictionOptions, positiveInteger, predictionOptions, setOption } from '../options.js';

export interface EvalOptions extends PredictionOptions {
  readonly split?: string;
  readonly last?: boolean;
  readonly limit?: number;
  readonly save?: string;
  readonly compare?: string;
  readonly json?: boolean;
  readonly set: readonly string[];
}

/** `contraseg eval`: the figures of a trained model on a split. */
export function evalCommand(): Command {
  return predictionOptions(
    lastOption(setOption(new Command('eval').description('evaluate a trained model on a split'))),
  )
    .argument('<run>', 'folder of the run')
    .option('--split <name>', 'split to evaluate on (default: test where there is one)')
    .option('--limit <images>', 'only the first images', positiveInteger)
    .option('--save <folder>', 'write a mask and an overlay for every image')
    .option('--compare <baseline>', 'evaluate this run too and print the differences with a bootstrap interval')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  $ contraseg eval runs/first --split test --scales 0.75,1,1.25 --flip\n  $ contraseg eval --compare runs/baseline runs/contrast',
    )
    .action(async (run: string, options: EvalOptions) => (await import('../actions/eval.js')).runEval(run, options));
}

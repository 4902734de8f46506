import { Command } from 'commander';
import { exportModel } from '../../api/export.js';

/** `contraseg export`: writes the inference model for tf.loadLayersModel. */
export function exportCommand(): Command {
  return new Command('export')
    .description('write the inference model for Node and browsers (tf.loadLayersModel)')
    .argument('<run>', 'folder of the run')
    .requiredOption('-o, --out <folder>', 'folder of the model')
    .option('--last', 'the last weights instead of the best ones')
    .addHelpText('after', '\nExample:\n  $ contraseg export runs/first --out model/')
    .action(async (run: string, { out, last }: { out: string; last?: boolean }) => {
      await exportModel(run, out, { checkpoint: last ? 'last' : 'best' });
      console.log(`${out}: model.json, weights.bin, classes.json`);
    });
}

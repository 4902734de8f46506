import { join } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from '../../core/files/write-whole.js';
import { createReport } from '../../report/create-report.js';
import { positiveInteger, setOption } from '../options.js';

interface Options {
  readonly out?: string;
  readonly split?: string;
  readonly limit?: number;
  readonly last?: boolean;
  readonly set: readonly string[];
}

/** `contraseg report`: a page to look at one run, or at two side by side. */
export function reportCommand(): Command {
  return setOption(new Command('report').description('write a self-contained HTML page about a run, or about two'))
    .argument('<run>', 'folder of the run')
    .argument('[other]', 'folder of a second run on the same data')
    .option('-o, --out <file>', 'file to write (default: report.html in the folder of the last run)')
    .option('--split <name>', 'split to evaluate on (default: the validation split)')
    .option('--limit <images>', 'only the first images', positiveInteger)
    .option('--last', 'the last weights instead of the best ones')
    .addHelpText('after', '\nExample:\n  $ contraseg report runs/baseline runs/contrast --out report.html')
    .action(async (run: string, other: string | undefined, { out, last, ...options }: Options) => {
      const file = out ?? join(other ?? run, 'report.html');
      const page = await createReport(other ? [run, other] : [run], { ...options, checkpoint: last ? 'last' : 'best' });
      await writeWhole(file, page);
      console.log(`${file}: ${(Buffer.byteLength(page) / 1e6).toFixed(1)} MB, opens without a network`);
    });
}

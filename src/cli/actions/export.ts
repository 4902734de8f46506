import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exportModel } from '../../api/export.js';
import { RunDirectory } from '../../core/run/directory.js';
import { readMetadata } from '../../core/run/metadata.js';
import type { ExportCommandOptions } from '../commands/export.js';
import { give, say } from '../output.js';
import { showSplitProgress } from '../split-progress.js';
import { describeCost, describeFile } from '../tables/quantization-cost.js';

export async function runExport(run: string, options: ExportCommandOptions): Promise<void> {
  const { format, graph, quantize, last, limit, set } = options;
  const { out = join(run, format === 'web' ? 'web' : 'model') } = options;
  const { classes } = await readMetadata(RunDirectory.open(run));
  const { files, cost } = await exportModel(run, out, {
    checkpoint: last ? 'last' : 'best',
    format,
    graph,
    quantize,
    limit,
    set,
    onImage: showSplitProgress,
  });
  const sized = await Promise.all(
    files.map(async (name) => ({ file: join(out, name), name, bytes: (await stat(join(out, name))).size })),
  );
  say(`${out}: ${sized.map(describeFile).join(', ')}`);
  if (cost) say(describeCost(cost, quantize!, classes));
  if (format === 'web') say(`any static server shows it, for example: npx serve ${out}`);
  const sizes = Object.fromEntries(sized.map(({ name, bytes }) => [name, bytes]));
  give({ run, out, files: sized.map(({ file }) => file), sizes, ...(cost && { cost }) });
}

import { join } from 'node:path';
import { exportModel } from '../../api/export.js';
import type { ExportCommandOptions } from '../commands/export.js';
import { give, say } from '../output.js';

export async function runExport(
  run: string,
  { format, out = join(run, format === 'web' ? 'web' : 'model'), last }: ExportCommandOptions,
): Promise<void> {
  const files = await exportModel(run, out, { checkpoint: last ? 'last' : 'best', format });
  say(`${out}: ${files.join(', ')}`);
  if (format === 'web') say(`any static server shows it, for example: npx serve ${out}`);
  give({ run, out, files: files.map((file) => join(out, file)) });
}

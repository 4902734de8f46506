import { join } from 'node:path';
import { exportModel } from '../../api/export.js';
import type { ExportCommandOptions } from '../commands/export.js';
import { give, say } from '../output.js';

const FILES = ['model.json', 'weights.bin', 'classes.json'];

export async function runExport(run: string, { out = join(run, 'model'), last }: ExportCommandOptions): Promise<void> {
  await exportModel(run, out, { checkpoint: last ? 'last' : 'best' });
  say(`${out}: ${FILES.join(', ')}`);
  give({ run, out, files: FILES.map((file) => join(out, file)) });
}

import { join } from 'node:path';
import { CONTRACT_FILE, contractOf } from '../core/exported/contract.js';
import { writeWhole } from '../core/files/write-whole.js';
import { writeLayersModel } from '../core/weights/layers-model.js';
import { readPage } from './export-page.js';
import { type OpenRunOptions, openRun } from './run.js';

export interface ExportOptions extends OpenRunOptions {
  /** `web` writes a page beside the model, which any static server shows; `tfjs`, the default, the model alone. */
  readonly format?: 'tfjs' | 'web';
}

/**
 * Writes the inference network as a tf.layers model: `model.json`, `weights.bin` and `contraseg.json`, the contract that says
 * what is done before and after it. The network maps `[batch, height, width, 3]`, normalised, to logits
 * `[batch, h, w, classes]`; nothing of the losses is in it.
 * @returns the names of the files
 */
export async function exportModel(
  run: string,
  folder: string,
  { format = 'tfjs', ...options }: ExportOptions = {},
): Promise<string[]> {
  const page = format === 'web' ? await readPage() : {};
  const opened = await openRun(run, options);
  try {
    const { classes, ignoreIndex, model, normalization } = opened;
    await writeLayersModel(model.network, folder);
    const contract = contractOf({
      ...normalization,
      multipleOf: model.outputStride,
      classes,
      ignoreIndex,
    });
    await writeWhole(join(folder, CONTRACT_FILE), `${JSON.stringify(contract, null, 2)}\n`);
    for (const [name, content] of Object.entries(page)) await writeWhole(join(folder, name), content);
    return ['model.json', 'weights.bin', CONTRACT_FILE, ...Object.keys(page)];
  } finally {
    opened.dispose();
  }
}

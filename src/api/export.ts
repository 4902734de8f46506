import { join } from 'node:path';
import { CONTRACT_FILE, contractOf } from '../core/exported/contract.js';
import { writeWhole } from '../core/files/write-whole.js';
import { writeLayersModel } from '../core/weights/layers-model.js';
import { type OpenRunOptions, openRun } from './run.js';

/**
 * Writes the inference network as a tf.layers model: `model.json`, `weights.bin` and `contraseg.json`, the contract that says
 * what is done before and after it. The network maps `[batch, height, width, 3]`, normalised, to logits
 * `[batch, h, w, classes]`; nothing of the losses is in it.
 * @returns the names of the files
 */
export async function exportModel(run: string, folder: string, options?: OpenRunOptions): Promise<string[]> {
  const opened = await openRun(run, options);
  try {
    const { classes, ignoreIndex, config, model } = opened;
    await writeLayersModel(model.network, folder);
    const contract = contractOf({
      ...config.model.normalization,
      multipleOf: model.outputStride,
      classes,
      ignoreIndex,
    });
    await writeWhole(join(folder, CONTRACT_FILE), `${JSON.stringify(contract, null, 2)}\n`);
    return ['model.json', 'weights.bin', CONTRACT_FILE];
  } finally {
    opened.dispose();
  }
}

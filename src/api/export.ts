import { join } from 'node:path';
import { writeWhole } from '../core/files/write-whole.js';
import { writeLayersModel } from '../core/weights/layers-model.js';
import { type OpenRunOptions, openRun } from './run.js';

/**
 * Writes the inference network as a tf.layers model: `model.json`, `weights.bin` and `classes.json`.
 * It maps `[batch, height, width, 3]`, normalised, to logits `[batch, h, w, classes]`; nothing of the losses is in it.
 */
export async function exportModel(run: string, folder: string, options?: OpenRunOptions): Promise<void> {
  const opened = await openRun(run, options);
  try {
    const { normalization } = opened;
    await writeLayersModel(opened.model.network, folder);
    const contract = { classes: opened.classes, normalization, outputStride: opened.model.outputStride };
    await writeWhole(join(folder, 'classes.json'), `${JSON.stringify(contract, null, 2)}\n`);
  } finally {
    opened.dispose();
  }
}

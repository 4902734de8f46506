import { dirname } from 'node:path';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import { encodeOnnxModel } from '../core/onnx/onnx-model.js';
import { type OpenRunOptions, openRun } from './run.js';

/**
 * Writes the inference network as an ONNX file: `image` `[batch, 3, height, width]`, normalised, to `logits`
 * `[batch, classes, h, w]`, with classes, normalisation and strides in the file's metadata.
 * @throws ContrasegError naming every layer that cannot be written as ONNX
 */
export async function exportOnnx(run: string, file: string, options?: OpenRunOptions): Promise<void> {
  const opened = await openRun(run, options);
  try {
    const { model, classes, config } = opened;
    const bytes = encodeOnnxModel(model, { classes, normalization: config.model.normalization });
    await makeFolder(dirname(file));
    await writeWhole(file, bytes);
  } finally {
    opened.dispose();
  }
}

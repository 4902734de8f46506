import { join } from 'node:path';
import { CONTRACT_FILE, type Contract, contractOf } from '../core/exported/contract.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { SegmentationModel } from '../core/model/segmentation-model.js';
import { encodeOnnxModel } from '../core/onnx/onnx-model.js';
import { writeLayersModel } from '../core/weights/layers-model.js';
import { readPage } from './export-page.js';
import { type OpenRunOptions, openRun } from './run.js';

export type ExportFormat = 'tfjs' | 'web' | 'onnx';

export interface ExportOptions extends OpenRunOptions {
  /**
   * `tfjs`, the default: a tf.layers model, `model.json` and `weights.bin`, with the contract in `contraseg.json`. It maps
   * `[batch, height, width, 3]`, normalised, to logits `[batch, h, w, classes]`.
   *
   * `web`: the same with a page that shows it, for any static server.
   *
   * `onnx`: `model.onnx`, with the contract in its metadata. It maps `image` `[batch, 3, height, width]`, normalised, to
   * `logits` `[batch, classes, h, w]`.
   */
  readonly format?: ExportFormat;
}

/** Writes into a folder and returns the names of its files. */
type Writer = (model: SegmentationModel, contract: Contract, folder: string) => Promise<string[]>;

const WRITERS: Readonly<Record<ExportFormat, Writer>> = { tfjs: writeTfjs, web: writeWeb, onnx: writeOnnx };

/**
 * Writes the inference network and the contract that says what is done before and after it; nothing of the losses is in it.
 * @returns the names of the files
 * @throws ContrasegError naming every layer that cannot be written in the format
 */
export async function exportModel(
  run: string,
  folder: string,
  { format = 'tfjs', ...options }: ExportOptions = {},
): Promise<string[]> {
  const opened = await openRun(run, options);
  try {
    const { classes, ignoreIndex, model, normalization } = opened;
    const contract = contractOf({
      ...normalization,
      multipleOf: model.outputStride,
      classes,
      ignoreIndex,
    });
    return await WRITERS[format](model, contract, folder);
  } finally {
    opened.dispose();
  }
}

async function writeTfjs(model: SegmentationModel, contract: Contract, folder: string): Promise<string[]> {
  await writeLayersModel(model.network, folder);
  await writeWhole(join(folder, CONTRACT_FILE), `${JSON.stringify(contract, null, 2)}\n`);
  return ['model.json', 'weights.bin', CONTRACT_FILE];
}

async function writeWeb(model: SegmentationModel, contract: Contract, folder: string): Promise<string[]> {
  const page = await readPage();
  const files = await writeTfjs(model, contract, folder);
  for (const [name, content] of Object.entries(page)) await writeWhole(join(folder, name), content);
  return [...files, ...Object.keys(page)];
}

async function writeOnnx(model: SegmentationModel, contract: Contract, folder: string): Promise<string[]> {
  const bytes = encodeOnnxModel(model, contract);
  await makeFolder(folder);
  await writeWhole(join(folder, 'model.onnx'), bytes);
  return ['model.onnx'];
}

import { join } from 'node:path';
import { CONTRACT_FILE, type Contract, contractOf } from '../core/exported/contract.js';
import { maskNetwork } from '../core/exported/mask-network.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { SegmentationModel } from '../core/model/segmentation-model.js';
import { encodeOnnxModel } from '../core/onnx/onnx-model.js';
import type { Precision } from '../core/quantization/manifest.js';
import { writeLayersModel } from '../core/weights/layers-model.js';
import { readPage } from './export-page.js';
import { type QuantizationCost, quantizeRun } from './quantize-run.js';
import { type OpenRunOptions, openRun } from './run.js';

export type ExportFormat = 'tfjs' | 'web' | 'onnx';

export interface ExportOptions extends OpenRunOptions {
  /**
   * `tfjs`, the default: a tf.layers model, `model.json` and `weights.bin`, with the contract in `contraseg.json`.
   *
   * `web`: the same with a page that shows it, for any static server.
   *
   * `onnx`: `model.onnx`, with the contract in its metadata.
   */
  readonly format?: ExportFormat;
  /**
   * `logits`, the default: the network as it was trained, from a normalised image `[batch, height, width, 3]` to logits
   * `[batch, h, w, classes]` (in ONNX channels come first); what comes before and after it is in the contract.
   *
   * `mask`: normalisation, padding, resize and argmax are in it, so that it maps RGB bytes `[batch, height, width, 3]` of any
   * size to the classes `[batch, height, width]`, in ONNX too. Probabilities are then not to be had of it.
   */
  readonly graph?: 'logits' | 'mask';
  /** Keeps kernels in fewer bits than 32 and measures what that costs, where the data of the run are within reach. */
  readonly quantize?: 'float16' | 'int8';
  /** Measures on at most this many images, the first of the split. */
  readonly limit?: number;
  /** Told how far the measuring is: each image is predicted twice. */
  readonly onImage?: (split: string, done: number, total: number) => void;
}

export interface ExportedModel {
  /** Names of the files in the folder. */
  readonly files: readonly string[];
  /** Of a quantised model. */
  readonly cost?: QuantizationCost;
}

/** A file's name with what it holds. */
type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes the inference network and the contract that says what is done before and after it; nothing of the losses is in it.
 * @throws ContrasegError naming every layer that cannot be written in the format
 */
export async function exportModel(run: string, folder: string, options: ExportOptions = {}): Promise<ExportedModel> {
  const { format = 'tfjs', graph, quantize, limit, onImage, ...which } = options;
  const opened = await openRun(run, which);
  try {
    const { classes, ignoreIndex, model, normalization } = opened;
    const contract = contractOf({
      ...normalization,
      multipleOf: model.outputStride,
      classes,
      ignoreIndex,
      graph,
      weights: quantize,
    });
    // Before anything is measured: what cannot be written costs nobody the time.
    const page = format === 'web' ? await readPage() : {};
    if (format === 'onnx') encodeOnnxModel(model, contract);
    const scales = format === 'onnx' ? 'each-channel' : 'one';
    const { precisions, cost } = quantize
      ? await quantizeRun(opened, quantize, { scales, limit, onImage })
      : { precisions: undefined, cost: undefined };
    const written =
      format === 'onnx'
        ? await writeFiles(folder, { 'model.onnx': encodeOnnxModel(model, contract) })
        : [...(await writeTfjs(model, contract, folder, precisions)), ...(await writeFiles(folder, page))];
    return { files: written, ...(cost && { cost }) };
  } finally {
    opened.dispose();
  }
}

async function writeTfjs(
  { network }: SegmentationModel,
  contract: Contract,
  folder: string,
  precisions?: ReadonlyMap<string, Precision>,
): Promise<string[]> {
  const written = contract.graph === 'mask' ? maskNetwork(network, contract) : network;
  await writeLayersModel(written, folder, precisions);
  const files = await writeFiles(folder, { [CONTRACT_FILE]: `${JSON.stringify(contract, null, 2)}\n` });
  return ['model.json', 'weights.bin', ...files];
}

async function writeFiles(folder: string, files: Files): Promise<string[]> {
  await makeFolder(folder);
  for (const [name, content] of Object.entries(files)) await writeWhole(join(folder, name), content);
  return Object.keys(files);
}

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../layers/index.js';
import { ContrasegError } from '../errors/index.js';
import { notALayersModel, unreadableWeights } from '../errors/weights.js';
import { makeFolder } from '../files/make-folder.js';
import { writeWhole } from '../files/write-whole.js';
import { type Precision, quantizeWeights } from '../quantization/manifest.js';

/** The parts of a `model.json` that are read here; tfjs checks the rest. */
type ModelJson = tf.io.ModelJSON & { readonly format?: string };

/**
 * Opens a tfjs LayersModel on disk, without the network access that tfjs's own loaders go through.
 * @param path its `model.json`, or the folder that holds it
 * @param options `weights: false` leaves the files of the weights alone and starts with what the layers' initializers give
 * @throws ContrasegError naming the file that cannot be read or is no LayersModel
 */
export async function readLayersModel(path: string, { weights = true } = {}): Promise<tf.LayersModel> {
  const file = (await isDirectory(path)) ? join(path, 'model.json') : path;
  const json = parse((await read(file)).toString(), file);
  const values = weights ? await readValues(json.weightsManifest, dirname(file)) : {};
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ ...json, ...values }));
  } catch (error) {
    throw new ContrasegError(notALayersModel(file, error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
}

async function readValues(manifest: ModelJson['weightsManifest'], folder: string) {
  const paths = manifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((shard) => read(join(folder, shard))));
  return {
    weightSpecs: manifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  };
}

/**
 * Writes `model.json` and `weights.bin` for `tf.loadLayersModel`, in Node and in the browser.
 * @param precisions of the weights that are kept in fewer bits than 32, by name
 */
export async function writeLayersModel(
  model: tf.LayersModel,
  folder: string,
  precisions: ReadonlyMap<string, Precision> = new Map(),
): Promise<void> {
  await makeFolder(folder);
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightSpecs = [], weightData, ...rest } = artifacts;
      const { specs, bytes } = quantizeWeights(weightSpecs, tf.io.CompositeArrayBuffer.join(weightData), precisions);
      const json = { ...rest, weightsManifest: [{ paths: ['weights.bin'], weights: specs }] };
      await writeWhole(join(folder, 'weights.bin'), bytes);
      await writeWhole(join(folder, 'model.json'), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

function parse(text: string, file: string): ModelJson {
  let json: ModelJson;
  try {
    json = JSON.parse(text) as ModelJson;
  } catch (error) {
    throw new ContrasegError(notALayersModel(file, 'it is not JSON'), { cause: error });
  }
  if (json.format === 'graph-model') throw new ContrasegError(notALayersModel(file, 'it is a GraphModel'));
  if (!json.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw new ContrasegError(notALayersModel(file, 'it has no modelTopology or no weightsManifest'));
  }
  return json;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ContrasegError(unreadableWeights(file, (error as NodeJS.ErrnoException).code ?? String(error)), {
      cause: error,
    });
  }
}

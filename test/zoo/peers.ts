import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { encodeSafetensors, type SafeTensor } from '../../src/core/weights/safetensors.js';
import { sharedFile } from '../helpers/shared.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { fill } from './filler.js';

/** What one map of a peer looks like: a few of its values at flat indices of `[batch, channels, height, width]`. */
export interface GoldenMap {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  readonly index: readonly number[];
  readonly value: readonly number[];
}

export interface GoldenCase {
  readonly gain: number;
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly features: Readonly<Record<string, GoldenMap>>;
  }[];
}

type TensorShapes = Readonly<Record<string, readonly number[]>>;

/** `golden/<name>.json`; undefined, and the test passes with the reason in its log, where the folder is missing. */
export async function readGolden<T = GoldenCase>(t: ExecutionContext, name: string): Promise<T | undefined> {
  const file = sharedFile(t, `zoo/golden/${name}.json`);
  return file === undefined ? undefined : (JSON.parse(await readFile(file, 'utf8')) as T);
}

/** The names and shapes of a peer's tensors. */
export async function readKeys(t: ExecutionContext, peer: string): Promise<TensorShapes | undefined> {
  const file = sharedFile(t, `zoo/keys/${peer}.json.gz`);
  if (file === undefined) return undefined;
  return (JSON.parse(gunzipSync(await readFile(file)).toString()) as { tensors: TensorShapes }).tensors;
}

/** A peer's tensors with the filler's values. */
export function filledTensors(shapes: TensorShapes, gain = 1): Map<string, SafeTensor> {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'F32', shape, data: fill(name, shape, gain) }]),
  );
}

/** Writes a safetensors file in the peer's names into a folder that goes away with the test. */
export async function writePeerWeights(t: ExecutionContext, shapes: TensorShapes, gain = 1): Promise<string> {
  const file = join(temporaryFolder(t), 'weights.safetensors');
  await writeFile(file, encodeSafetensors(filledTensors(shapes, gain)));
  return file;
}

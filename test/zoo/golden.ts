import { appendFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import type { GoldenResult } from '../../scripts/models-page.js';
import type { Backbone } from '../../src/core/interfaces/backbone.js';
import { image } from './filler.js';
import { type GoldenCase, type GoldenMap, readGolden, readKeys, writePeerWeights } from './peers.js';

/** Maps by the golden file's names. */
export type Maps = Readonly<Record<string, tf.SymbolicTensor>>;

export interface GoldenOptions {
  /** Whose keys name the weights; the golden case itself by default. */
  readonly keys?: string;
  /** Golden names of the maps, where they are not the network's own. */
  readonly maps?: Readonly<Record<string, string>>;
  /** Largest error in standard deviations of the map. */
  readonly tolerance?: number;
}

/**
 * Fills a backbone by the names of a peer, runs it on the golden inputs and compares every map of its own that the golden
 * case has. The weights go the way of a user's: through a file whose names have to be recognised.
 * @returns the largest error in standard deviations
 */
export async function matchesPeer(
  t: ExecutionContext,
  name: string,
  create: (weights: string) => Backbone,
  options: GoldenOptions = {},
): Promise<number> {
  const golden = await readGolden(t, name);
  const shapes = await readKeys(t, options.keys ?? name);
  if (!golden || !shapes) return 0;
  const backbone = create(await writePeerWeights(t, shapes, golden.gain));
  return compareBackbone(t, name, golden, backbone, options);
}

/** Prepares and builds a backbone and compares every map of it that the golden case has. */
export async function compareBackbone(
  t: ExecutionContext,
  name: string,
  golden: GoldenCase,
  component: Backbone,
  { maps = {}, tolerance }: GoldenOptions = {},
): Promise<number> {
  const backbone = await component.prepare({ pretrained: true });
  const input = tf.input({ shape: [null, null, 3] });
  const known = Object.keys(golden.inputs[0]!.features);
  const compared = Object.entries(backbone.build(input))
    .map(([own, map]) => [maps[own] ?? own, map] as const)
    .filter(([theirs]) => known.includes(theirs));
  return compareMaps(t, name, golden, input, Object.fromEntries(compared), tolerance);
}

/** Runs a filled network on the golden inputs and compares these maps of it; disposes it. */
export function compareMaps(
  t: ExecutionContext,
  name: string,
  golden: Pick<GoldenCase, 'inputs'>,
  input: tf.SymbolicTensor,
  maps: Maps,
  tolerance = 1e-4,
): number {
  const names = Object.keys(maps);
  t.true(names.length > 0, `${name}: no map to compare`);
  const model = tf.model({ inputs: input, outputs: Object.values(maps) });
  let largest = 0;
  for (const { shape, features } of golden.inputs) {
    tf.tidy(() => {
      const results = [model.predict(goldenImage(shape))].flat() as tf.Tensor[];
      names.forEach((map, i) => {
        const error = errorPerStd(results[i]!, features[map]!);
        t.true(error <= tolerance, `${name} at ${shape.slice(2).join('x')}, ${map}: off by ${error} std`);
        largest = Math.max(largest, error);
      });
    });
  }
  model.dispose();
  writeDown({ name, engine: tf.getBackend(), maps: names.length, inputs: golden.inputs.length, largest });
  t.log(`${name}: ${names.join(', ')} within ${largest.toExponential(1)} std on ${tf.getBackend()}`);
  return largest;
}

/** For docs/models.md, which a script writes of what the tests find. */
function writeDown(result: GoldenResult): void {
  const log = process.env.CONTRASEG_GOLDEN_LOG;
  if (log) appendFileSync(log, `${JSON.stringify(result)}\n`);
}

/** The filler's image, `[batch, height, width, channels]`. */
export function goldenImage(shape: readonly number[], name = 'input'): tf.Tensor4D {
  return tf.tidy(() => tf.transpose(tf.tensor4d(image(shape, name), shape as tf.ShapeMap['R4']), [0, 2, 3, 1]));
}

/** The largest error of the sampled values, of mean and of standard deviation, in standard deviations. */
export function errorPerStd(actual: tf.Tensor, golden: GoldenMap): number {
  const map = actual.rank === 4 ? tf.transpose(actual, [0, 3, 1, 2]) : actual;
  if (map.shape.join() !== golden.shape.join()) throw new Error(`shape ${map.shape}, expected ${golden.shape}`);
  const values = Float64Array.from(map.dataSync());
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  const errors = [
    mean - golden.mean,
    std - golden.std,
    ...golden.value.map((value, i) => values[golden.index[i]!]! - value),
  ].map(Math.abs);
  return errors.some(Number.isNaN) ? Number.NaN : Math.max(...errors) / golden.std;
}

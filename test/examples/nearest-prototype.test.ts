import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { exportModel, loadSegmenter, selectEngine, train } from 'contraseg';
import type { DefinedComponent, Head } from 'contraseg/plugin';
import { testHead } from 'contraseg/testing';
import type { z } from 'zod';
import { TINY_CONFIG } from '../helpers/config.js';
import { exampleModule } from '../helpers/example.js';
import { contents, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const HEAD = { type: 'nearest-prototype', channels: 8, prototypes: 3 };
const config = (plugin: string) => ({
  ...TINY_CONFIG,
  engine: 'wasm',
  plugins: [plugin],
  model: { ...TINY_CONFIG.model, head: HEAD },
  losses: [...TINY_CONFIG.losses, { type: 'prototypes', momentum: 0.5 }],
});

/** The prototypes in a checkpoint, `[channels, classes]` each. */
async function prototypes(folder: string): Promise<Float32Array[]> {
  const { tensors } = await contents(folder);
  const names = Object.keys(tensors).filter((name) => name.startsWith('model/head/prototypes.'));
  return names.map((name) => new Float32Array(Uint8Array.from(tensors[name]!).buffer));
}

test.serial('the head conforms to what a head promises', async (t) => {
  await selectEngine('auto');
  const { NearestPrototype } = (await import(pathToFileURL(exampleModule(t, 'nearest-prototype')).href)) as {
    NearestPrototype: DefinedComponent<'head', z.ZodObject, [], Head>;
  };
  await t.notThrowsAsync(testHead(() => NearestPrototype.create({ channels: 6, prototypes: 2 })));
});

test.serial('prototypes move on their sphere, and a run that was interrupted goes on bit for bit', async (t) => {
  const plugin = exampleModule(t, 'nearest-prototype');
  const folder = temporaryFolder(t);
  const [whole, parts, start] = ['whole', 'parts', 'start'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await train({ config: config(plugin), out: whole });
  await interruptedAfter(2, { config: config(plugin), out: parts });
  await train({ out: parts, mode: 'resume' });
  t.deepEqual(await contents(parts), await contents(whole));

  const still = { ...config(plugin), losses: TINY_CONFIG.losses };
  await train({ config: still, out: start });
  const [before, after] = [await prototypes(start), await prototypes(whole)];
  t.is(after.length, 3);
  t.notDeepEqual(after, before, 'without the loss nothing moves them');
  const length = 1 / (0.1 * Math.sqrt(8));
  for (const kernel of after) {
    const classes = kernel.length / 8;
    for (let c = 0; c < classes; c++) {
      const column = Array.from({ length: 8 }, (_, i) => kernel[i * classes + c]!);
      t.true(Math.abs(Math.hypot(...column) / length - 1) < 1e-5);
    }
  }
});

test.serial('the exported model is stock layers that carry the prototypes, and predicts by the nearest', async (t) => {
  const folder = temporaryFolder(t);
  const out = join(folder, 'run');
  await train({ config: config(exampleModule(t, 'nearest-prototype')), out });
  await exportModel(out, join(folder, 'model'));
  const topology = JSON.parse(readFileSync(join(folder, 'model/model.json'), 'utf8')) as tf.io.ModelJSON;
  const names = topology.weightsManifest.flatMap(({ weights }) => weights.map(({ name }) => name));
  t.is(names.filter((name) => /prototypes\.\d\/kernel/.test(name)).length, 3);

  const bytes = readFileSync(join(folder, 'model/weights.bin'));
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: topology.modelTopology,
      weightSpecs: topology.weightsManifest[0]!.weights,
      weightData: Uint8Array.from(bytes).buffer,
    }),
  );
  const kernels = await prototypes(out);
  const image = tf.randomNormal<tf.Rank.R4>([1, 16, 16, 3], 0, 1, 'float32', 4);
  const embeddings = tf.model({
    inputs: model.inputs,
    outputs: model.getLayer('embedding.norm').output as tf.SymbolicTensor,
  });
  const [rows, logits] = [embeddings, model].map((each) => (each.predict(image) as tf.Tensor).dataSync());
  const classes = kernels[0]!.length / 8;
  for (let cell = 0; cell < logits!.length / classes; cell++) {
    for (let c = 0; c < classes; c++) {
      const similarity = (kernel: Float32Array) =>
        Array.from({ length: 8 }, (_, i) => kernel[i * classes + c]! * rows![cell * 8 + i]!).reduce((a, b) => a + b);
      const nearest = Math.max(...kernels.map(similarity));
      t.true(Math.abs(logits![cell * classes + c]! - nearest) < 1e-4);
      t.true(Math.abs(nearest) <= 1 / 0.1 + 1e-4, 'a similarity from -1 to 1 over the temperature');
    }
  }
  const segmenter = await loadSegmenter(out);
  t.is((await segmenter.predict({ image: new Uint8Array(16 * 16 * 3), width: 16, height: 16 })).mask.length, 256);
  segmenter.dispose();
});

test('pixels are spread evenly over the prototypes of their class', async (t) => {
  const file = join(exampleModule(t, 'nearest-prototype'), '../assign.js');
  const { assign } = (await import(pathToFileURL(file).href)) as { assign: (rows: readonly number[][]) => number[] };
  // All prefer the first, the later ones less.
  const rows = Array.from({ length: 8 }, (_, i) => [0.9, 0.5 + 0.04 * i]);
  t.deepEqual(assign(rows), [0, 0, 0, 0, 1, 1, 1, 1]);
  t.deepEqual(assign([]), []);
});

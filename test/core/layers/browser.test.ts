import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { add, concatenate, convolution, normalizeChannels } from '../../../src/core/layers/blocks.js';
import { dropPath } from '../../../src/core/layers/dropout.js';
import { gelu } from '../../../src/core/layers/gelu.js';
import * as layers from '../../../src/core/layers/index.js';
import { heNormal } from '../../../src/core/layers/initialization.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { openBrowser } from '../../helpers/browser.js';
import { useEngine } from '../../helpers/engines.js';
import { randomTensor, relativeError } from '../engine/numeric.js';

const SITE = 'http://contraseg.test';
const COMPILED = new URL('../../../src/', import.meta.url);
const TFJS = new URL('../../../../node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js', import.meta.url);

const PAGE = `<script type="importmap">{ "imports": { "@tensorflow/tfjs": "/tfjs.js" } }</script>
<script type="module">
  import * as tf from '@tensorflow/tfjs';
  import '/src/core/layers/index.js';
  window.predict = async (values, shape) => {
    await tf.setBackend('cpu');
    const model = await tf.loadLayersModel('/model.json');
    return model.predict(tf.tensor(values, shape)).flatMap((output) => [...output.dataSync()]);
  };
</script>`;

/** A network with a layer of each class that exported models may hold. */
function network(): tf.LayersModel {
  const random = new RandomStreams(1);
  const kernels = heNormal(random);
  const bytes = tf.input({ shape: [null, null, 3], name: 'bytes' });
  const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
    layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
  const normalization = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255], order: 'bgr' } as const;
  const image = apply(new layers.PrepareImage({ name: 'prepare', ...normalization, multipleOf: 4 }), bytes);
  const patches = convolution(image, {
    name: 'patches',
    filters: 8,
    kernelSize: 4,
    stride: 4,
    border: 'none',
    kernels,
  });
  const tokens = normalizeChannels(patches, 'norm', 1e-6);
  const attended = apply(new layers.Attention({ name: 'attention', heads: 2 }), tokens, tokens, tokens);
  const branch = dropPath(gelu(attended, 'gelu'), { name: 'drop', rate: 0.5, random });
  let x = add([patches, apply(new layers.LayerScale({ name: 'scale', start: 0.5 }), branch)], 'add');
  const dilated = { name: 'dilated', kernelSize: 3, dilationRate: 2, depthwiseInitializer: kernels('dilated', 9) };
  x = apply(new layers.DilatedDepthwiseConv2D(dilated), x);
  x = apply(new layers.HardSwish({ name: 'swish' }), apply(new layers.HardSigmoid({ name: 'sigmoid' }), x));
  const pooled = apply(new layers.AdaptiveAveragePooling({ name: 'pool', bins: 2 }), x);
  const regions = apply(new layers.RegionGathering({ name: 'regions' }), x, patches);
  const parts = [
    apply(new layers.UpsampleBilinear({ name: 'up', factor: 4 }), x),
    apply(new layers.ResizeBilinear({ name: 'fit' }), pooled, image),
    apply(new layers.ResizeBilinear({ name: 'aligned', alignCorners: true }), regions, image),
  ];
  const logits = concatenate(parts, 'join');
  const mask = apply(new layers.ClassifyPixels({ name: 'classify', multipleOf: 4 }), logits, bytes);
  return tf.model({ inputs: bytes, outputs: [logits, mask] });
}

test.serial('a model with every layer of ours opens in a browser with tfjs alone and predicts the same', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  await useEngine('cpu');
  const model = network();
  const classes = new Set(model.layers.map((layer) => layer.constructor));
  t.deepEqual(
    Object.entries(layers)
      .filter(([, layer]) => !classes.has(layer))
      .map(([name]) => name),
    [],
    'layers that this network lacks',
  );
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(model);
  const weights = tf.io.CompositeArrayBuffer.join(weightData);
  const manifest = { modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
  const pages: Readonly<Record<string, () => string | Buffer | Promise<Buffer>>> = {
    '/': () => PAGE,
    '/tfjs.js': () => readFile(TFJS),
    '/model.json': () => JSON.stringify(manifest),
    '/weights.bin': () => Buffer.from(weights),
  };
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.route(`${SITE}/**`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      const body = await (pages[path] ?? (() => readFile(new URL(path.replace('/src/', ''), COMPILED))))();
      const contentType = path === '/' ? 'text/html' : path.endsWith('.js') ? 'text/javascript' : undefined;
      await route.fulfill({ body, contentType });
    });
    await page.goto(`${SITE}/`);
    t.deepEqual(complaints, []);
    const image = randomTensor<tf.Rank.R4>([2, 16, 23, 3], 1);
    const values = JSON.stringify([...image.dataSync()]);
    const found = await page.evaluate<number[]>(`window.predict(${values}, [2, 16, 23, 3])`);
    const expected = (model.predict(image) as tf.Tensor[]).flatMap((output) => [...output.dataSync()]);
    t.true(relativeError(found, expected) < 1e-5);
  } finally {
    await browser.close();
  }
});

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
    },
  });
  return artifacts!;
}

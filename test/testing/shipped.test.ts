import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { registerPlugin } from '../../src/core/config/load-plugins.js';
import { KINDS, type Kind } from '../../src/core/interfaces/component-types.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import type { RegisteredComponent } from '../../src/core/registry/definition.js';
import { ComponentBlueprint, Registry } from '../../src/core/registry/registry.js';
import { RANDOM } from '../../src/core/registry/tokens.js';
import { writeLayersModel } from '../../src/core/weights/layers-model.js';
import builtin from '../../src/plugins/builtin.js';
import pixelContrast, { ReferenceAnchors } from '../../src/plugins/pixel-contrast/index.js';
import * as testing from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { writeFolderSet } from '../helpers/folder-data.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.before(() => useEngine('wasm'));

const SUITES = {
  backbone: testing.testBackbone,
  head: testing.testHead,
  loss: testing.testLoss,
  'memory-bank': testing.testMemoryBank,
  'anchor-sampler': testing.testAnchorSampler,
  'example-sampler': testing.testExampleSampler,
  dataset: testing.testDataset,
  transform: testing.testTransform,
  optimizer: testing.testOptimizer,
  schedule: testing.testSchedule,
  metric: testing.testMetric,
  hook: testing.testHook,
} satisfies Record<Kind, unknown>;

/** Options of components that need some, or that their defaults make slow; several for those that can be quite different. */
const OPTIONS: Readonly<Record<string, readonly object[]>> = {
  'backbone/tiny': [{ channels: [4, 6] }],
  'backbone/mobilenet-v2': [{ widthMultiplier: 0.1, outputStride: 16 }],
  'backbone/mobilenet-v3': [{ size: 'small' }],
  'backbone/efficientnet-lite': [{ outputStride: 32 }],
  'backbone/resnet': [{ depth: 18, variant: 'd', outputStride: 8 }],
  'backbone/hrnet': [{ width: 18 }],
  'backbone/mit': [{ size: 'b0' }],
  'backbone/layers-model': [{ model: 'model.json', features: { c1: 'one', c2: 'two' } }],
  'head/fcn': [
    { channels: 4 },
    { channels: 4, variant: 'contrastiveseg', feature: 'all', dropout: 0.2, auxiliary: { channels: 3 } },
  ],
  'head/deeplab-v3': [
    { channels: 4, auxiliary: { channels: 3 } },
    { channels: 4, variant: 'torchvision', rates: [1, 2] },
    { channels: 4, variant: 'contrastiveseg' },
  ],
  'head/deeplab-v3-plus': [
    { channels: 6, rates: [2, 3], skipChannels: 4 },
    { channels: 4, variant: 'mmseg', auxiliary: { channels: 3, kernelSize: 1 } },
  ],
  'head/psp': [{ channels: 4, auxiliary: { channels: 3 } }],
  'head/upernet': [{ channels: 4, auxiliary: { channels: 3 } }],
  'head/ocr': [
    { channels: 6, keyChannels: 4, auxiliary: { channels: 3 } },
    {
      channels: 6,
      keyChannels: 4,
      variant: 'contrastiveseg',
      feature: 'all',
      auxiliary: { feature: 'all', channels: 5 },
    },
  ],
  'head/segformer': [{ channels: 4 }, { channels: 4, variant: 'mmseg', auxiliary: { channels: 3 } }],
  'loss/cross-entropy': [{ classWeights: [1, 2, 0, 1] }, { average: 'all' }],
  'loss/ohem-cross-entropy': [{ minKept: 200 }, { minKept: 10, average: 'all', classWeights: [1, 2, 0, 1] }],
  'loss/focal': [{ classWeights: [1, 2, 0, 1] }, { activation: 'sigmoid', alpha: 0.25, average: 'all' }],
  'loss/dice': [
    {},
    { smooth: 1, falsePositives: 0.3, falseNegatives: 0.7 },
    { per: 'image', activation: 'sigmoid', classWeights: [1, 2, 0, 1] },
  ],
  'loss/lovasz': [{}, { classes: 'all', perImage: true, classWeights: [1, 2, 0, 1] }],
  'loss/rmi': [{}, { pooling: 'mean', poolSize: 2, crossEntropyShare: 0 }],
  'loss/pixel-contrast': [
    { projection: { dim: 8 } },
    { projection: { dim: 8, type: 'linear' }, pureCells: true, ramp: 100, contrastSet: 'batch' },
    { projection: { dim: 8, feature: 'c5' }, compat: 'reference', warmup: 0 },
  ],
  'memory-bank/pixel-bank': [{}, { capacity: 7, perImage: 3 }],
  'memory-bank/region-bank': [{}, { capacity: 3, reset: 'epoch' }],
  'dataset/shapes': [{ size: 32, images: { train: 3, val: 2, test: 1 } }],
  'dataset/folder': [{ root: 'data' }],
  'transform/random-scale-crop': [{ height: 32, width: 48 }],
  'transform/random-crop': [
    { height: 32, width: 48 },
    { height: 16, width: 16, maxClassShare: 0.5 },
  ],
  'transform/photometric': [{}, { probability: 1, brightness: 0.5, hue: 0.5 }],
  'transform/pad': [{}, { height: 70, multipleOf: 32 }],
  'transform/resize': [
    { height: 48, width: 48 },
    { height: 100, width: 150 },
  ],
  'optimizer/sgd': [{}, { momentum: 0, learningRate: { backbone: 0.01, head: 0.1 } }],
  'optimizer/adam': [{}, { weightDecay: 0.1 }],
  'schedule/poly': [{}, { warmup: 5 }],
};

/** Options that a run resolves before a component gets them: what paths lead to, and nested components. */
const RESOLVED: Readonly<Record<string, (t: ExecutionContext) => Promise<(options: object) => object>>> = {
  'backbone/layers-model': async (t) => {
    const model = temporaryFolder(t);
    await writeLayersModel(twoConvolutions(), model);
    return () => ({ model });
  },
  'dataset/folder': async (t) => {
    const root = await writeFolderSet(temporaryFolder(t), ['train', 'val']);
    return () => ({ root });
  },
  // Maps of the suite have fewer cells than its default asks for.
  'loss/pixel-contrast': async () => (options) =>
    'compat' in options ? { anchors: ReferenceAnchors.create({ views: 4 }) } : {},
};

/** Layouts of data sets that have to be downloaded. */
const NEED_FILES = ['dataset/camvid', 'dataset/cityscapes', 'dataset/voc'];

const registry = new Registry();
for (const plugin of [builtin, pixelContrast]) registerPlugin(registry, plugin);

for (const definition of registry.list()) {
  const name = `${definition.kind}/${definition.name}`;
  if (NEED_FILES.includes(name)) continue;
  test.serial(`${name} of ${definition.owner} passes the suite of its kind`, async (t) => {
    const conforms = SUITES[definition.kind] as (create: () => unknown) => Promise<void>;
    const resolved = await RESOLVED[name]?.(t);
    for (const options of OPTIONS[name] ?? [{}]) {
      const create = () => build(definition, options, resolved?.(options));
      await t.notThrowsAsync(conforms(create), JSON.stringify(options));
    }
  });
}

test('every kind has a suite, and of every kind a component that ships goes through it', (t) => {
  t.deepEqual(Object.keys(SUITES), [...KINDS]);
  const tried = registry.list().filter(({ kind, name }) => !NEED_FILES.includes(`${kind}/${name}`));
  t.deepEqual([...new Set(tried.map(({ kind }) => kind))].sort(), [...KINDS].sort());
});

/** As a run builds it. */
function build(definition: RegisteredComponent, options: object, resolved: object = {}): unknown {
  registry.provide(RANDOM, new RandomStreams(1));
  const given = { ...definition.options.parse(options), ...resolved };
  return registry.build(new ComponentBlueprint(definition, given, definition.kind));
}

function twoConvolutions(): tf.LayersModel {
  const input = tf.input({ shape: [64, 64, 3] });
  const down = (name: string, seed: number) =>
    tf.layers.conv2d({
      name,
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
    });
  return tf.model({ inputs: input, outputs: down('two', 2).apply(down('one', 1).apply(input)) as tf.SymbolicTensor });
}

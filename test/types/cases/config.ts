import { defineConfig } from 'contraseg';

/** Every builtin component that a configuration can name, and the whole of the contrast loss. */
export default defineConfig({
  extends: ['../base.yaml'],
  plugins: ['contraseg/pixel-contrast', ['./local.ts', { size: 3 }]],
  engine: 'wasm',
  data: { type: 'folder', root: 'data/street' },
  transforms: [
    { type: 'random-scale', min: 0.6, max: 1.6 },
    { type: 'random-crop', height: 240, width: 320 },
    { type: 'random-flip' },
    { type: 'photometric' },
    { type: 'pad', height: 240, width: 320 },
    { type: 'resize', height: 240, width: 320 },
  ],
  model: {
    backbone: { type: 'mobilenet-v2', outputStride: 16, weights: 'mobilenet_v2.safetensors' },
    head: { type: 'deeplab-v3-plus', rates: [6, 12] },
  },
  losses: [
    { type: 'cross-entropy' },
    { type: 'auxiliary', loss: { type: 'ohem-cross-entropy', threshold: 0.9 } },
    {
      type: 'pixel-contrast',
      weight: 0.1,
      temperature: 0.1,
      projection: { dim: 256 },
      anchors: { type: 'segmentation-aware', perClass: 50, hardFraction: 0.5 },
      examples: { type: 'semi-hard', positives: 1024, negatives: 2048, poolFraction: 0.1 },
      memory: [
        { type: 'pixel-bank', capacity: 3670, perImage: 10 },
        { type: 'region-bank', capacity: 367, reset: 'epoch' },
      ],
    },
  ],
  optimizer: { type: 'sgd', learningRate: { backbone: 0.01, head: 0.05 } },
  schedule: { type: 'poly', power: 0.9 },
  metrics: [{ type: 'miou' }],
  hooks: [{ type: 'early-stop' }],
  trainer: { iterations: 4000, batchSize: 8, seed: 1 },
});

defineConfig({ schedule: { type: 'cosine' }, optimizer: { type: 'adam' } });
defineConfig({ schedule: { type: 'constant' }, data: { type: 'shapes' } });
defineConfig({ model: { backbone: { type: 'layers-model', model: 'model.json', features: {} } } });
defineConfig({ model: { backbone: { type: 'tiny' }, head: { type: 'fcn' } } });
defineConfig({ losses: [{ type: 'pixel-contrast', examples: { type: 'all' }, memory: [] }] });
defineConfig({ model: { backbone: { type: 'hrnet', width: 18, upsampling: 'nearest' }, head: { type: 'ocr' } } });
defineConfig({ model: { backbone: { type: 'mit', size: 'b2', dropPath: 0.1 }, head: { type: 'segformer' } } });
defineConfig({ model: { backbone: { type: 'convnext', size: 'tiny' }, head: { type: 'upernet' } } });

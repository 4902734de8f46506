import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { type CreateModelOptions, createModel } from '../../src/api/create-model.js';
import { IMAGENET_NORMALIZATION } from '../../src/core/data/loading/normalization.js';
import { contractOf } from '../../src/core/exported/contract.js';
import type { SegmentationModel } from '../../src/core/model/segmentation-model.js';
import { encodeOnnxModel } from '../../src/core/onnx/onnx-model.js';
import { randomTensor, randomValues } from '../core/engine/numeric.js';
import { differencePerStd, runOnnx } from '../helpers/onnx.js';

type Network = Pick<CreateModelOptions, 'backbone' | 'head'>;

/** Every backbone and every head, each in the ways in which its layers differ. */
const NETWORKS: readonly Network[] = [
  { backbone: { type: 'tiny', channels: [4, 8] }, head: { type: 'fcn', channels: 8, dropout: 0.1 } },
  { backbone: { type: 'mobilenet-v2', outputStride: 16 }, head: { type: 'deeplab-v3-plus' } },
  { backbone: { type: 'mobilenet-v2', variant: 'paper', outputStride: 8 }, head: { type: 'psp', channels: 32 } },
  { backbone: { type: 'mobilenet-v3', size: 'small' }, head: { type: 'fcn', channels: 16, kernelSize: 1 } },
  { backbone: { type: 'efficientnet-lite', size: 0 }, head: { type: 'deeplab-v3', variant: 'torchvision' } },
  {
    backbone: { type: 'resnet', depth: 50, variant: 'v1c', outputStride: 8 },
    head: { type: 'ocr', channels: 32, keyChannels: 16 },
  },
  { backbone: { type: 'resnet', depth: 18, outputStride: 32 }, head: { type: 'upernet', channels: 32 } },
  { backbone: { type: 'hrnet', width: 18 }, head: { type: 'fcn', feature: 'all', channels: 32 } },
  {
    backbone: { type: 'hrnet', width: 18, upsampling: 'bilinear-aligned' },
    head: { type: 'ocr', variant: 'contrastiveseg', channels: 32, keyChannels: 16 },
  },
  { backbone: { type: 'convnext', size: 'tiny' }, head: { type: 'upernet', channels: 32 } },
  { backbone: { type: 'mit', size: 'b0' }, head: { type: 'segformer', channels: 32 } },
] as never;

const CLASSES = Array.from({ length: 5 }, (_, i) => ({ name: `class ${i}`, color: [i, 0, 0] as const }));
const SIZES = [
  [1, 64, 96],
  [2, 96, 32],
] as const;

for (const { backbone, head } of NETWORKS) {
  const title = [backbone, head].map((part) => Object.values(part).join(' ')).join(' with ');
  test.serial(`onnxruntime computes the logits of ${title}`, async (t) => {
    const model = await createModel({ backbone, head, classes: CLASSES.length, engine: 'wasm' });
    train(model);
    const bytes = encodeOnnxModel(model, contract(model.outputStride));
    for (const [batch, height, width] of SIZES) {
      const image = randomTensor<tf.Rank.R4>([batch, height, width, 3], 1);
      const { logits } = model.forward(image, { training: false });
      const found = await runOnnx(bytes, image);
      const error = differencePerStd(found, logits);
      t.true(error <= 1e-4, `${height} x ${width}: off by ${error} std`);
      t.log(`${height} x ${width}: off by ${error.toExponential(1)} std`);
      for (const tensor of [image, logits, found]) tensor.dispose();
    }
    model.dispose();
  });
}

const contract = (multipleOf: number) =>
  contractOf({ ...IMAGENET_NORMALIZATION, multipleOf, classes: CLASSES, ignoreIndex: 255 });

/**
 * Moves every vector (batch norm, biases, factors) away from 0 and 1, where mistakes would not be seen. Scales of about a half
 * keep maps of deep networks small, as training does; otherwise attention enlarges the rounding of either side.
 */
function train(model: SegmentationModel): void {
  const vectors = model.parameters.filter(({ decay }) => !decay).map(({ name, variable }) => [name, variable] as const);
  for (const [i, [name, variable]] of [...vectors, ...Object.entries(model.statistics)].entries()) {
    const center = name.endsWith('moving_variance') ? 1 : /(gamma|layer_scale)$/.test(name) ? 0.5 : 0;
    const noise = randomValues(variable.size, i + 1);
    const values = noise.map((value) => center + 0.1 * Math.max(-3, Math.min(3, value)));
    const moved = tf.tensor(values, variable.shape);
    variable.assign(moved);
    moved.dispose();
  }
}

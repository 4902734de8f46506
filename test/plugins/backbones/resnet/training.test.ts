import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { convolution } from '../../../../src/core/layers/blocks.js';
import { zeroKernels } from '../../../../src/core/layers/initialization.js';
import { OWN_LAYOUT } from '../../../../src/core/weights/layout.js';
import { readSafetensors } from '../../../../src/core/weights/safetensors.js';
import { assignTorchWeights } from '../../../../src/core/weights/torch-weights.js';
import { ResNet } from '../../../../src/plugins/backbones/resnet/resnet.js';
import { LAYOUTS } from '../../../../src/plugins/backbones/resnet/weight-layouts.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { readGolden, readKeys, writePeerWeights } from '../../../zoo/peers.js';
import { type GoldenStep, matchesStep } from '../../../zoo/training.js';

test.serial('a training step of ResNet-18 has the loss, gradients and averages of torchvision’s', async (t) => {
  const golden = await readGolden<GoldenStep>(t, 'training.torchvision.resnet18');
  const keys = await readKeys(t, 'torchvision.resnet18');
  if (!golden || !keys) return;
  const backbone = Object.entries(keys).filter(([name]) => !name.startsWith('fc.'));
  const shapes = {
    ...Object.fromEntries(backbone.map(([name, shape]) => [`backbone.${name}`, shape])),
    'classifier.weight': [golden.classes, 512, 1, 1],
    'classifier.bias': [golden.classes],
  };
  const file = await writePeerWeights(t, shapes, golden.gain);
  await onEachEngine(async ({ name }) => {
    if (name === 'cpu') return;
    const input = tf.input({ shape: [null, null, 3] });
    const resnet = ResNet.create({ depth: 18, outputStride: 32, weights: file });
    const { c5 } = (await resnet.prepare({ pretrained: true })).build(input);
    const logits = convolution(c5!, { name: 'classifier', filters: 5, useBias: true, kernels: zeroKernels });
    const layouts = [{ ...OWN_LAYOUT, extras: /^backbone\./ }];
    assignTorchWeights([logits], { weights: await readSafetensors(file), file, layouts, inputs: [c5!] });
    const tensorName = (ours: string) =>
      ours.startsWith('classifier') ? ours : `backbone.${LAYOUTS.plain.tensorName(ours)}`;
    matchesStep(t, golden, { input, logits, tensorName });
  });
});

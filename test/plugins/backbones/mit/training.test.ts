import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { concatenate, convolution, normalize, relu, resizeLike } from '../../../../src/core/layers/blocks.js';
import { zeroKernels } from '../../../../src/core/layers/initialization.js';
import { OWN_LAYOUT } from '../../../../src/core/weights/layout.js';
import { readSafetensors } from '../../../../src/core/weights/safetensors.js';
import { assignTorchWeights } from '../../../../src/core/weights/torch-weights.js';
import { MitBackbone, MitOptions } from '../../../../src/plugins/backbones/mit/mit.js';
import { MIT_LAYOUTS } from '../../../../src/plugins/backbones/mit/weight-layouts.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { readGolden, readKeys, writePeerWeights } from '../../../zoo/peers.js';
import { type GoldenStep, matchesStep } from '../../../zoo/training.js';

test.serial('a training step of SegFormer-b0 has the loss and gradients of transformers’', async (t) => {
  const golden = await readGolden<GoldenStep>(t, 'training.transformers4.segformer_b0');
  const keys = await readKeys(t, 'transformers4.segformer_b0');
  if (!golden || !keys) return;
  const file = await writePeerWeights(t, keys, golden.gain);
  await onEachEngine(async ({ name }) => {
    if (name === 'cpu') return;
    const input = tf.input({ shape: [null, null, 3] });
    const mit = new MitBackbone({ ...MitOptions.parse({ dropPath: 0 }), weights: file });
    await mit.prepare();
    const maps = Object.values(mit.build(input));
    const kernels = zeroKernels;
    const parts = maps.map((map, s) => {
      const x = convolution(map, { name: `decode_head.linear_c.${s}.proj`, filters: 256, useBias: true, kernels });
      return s === 0 ? x : resizeLike(x, maps[0]!, `up.${s}`);
    });
    let x = convolution(concatenate(parts.reverse(), 'cat'), {
      name: 'decode_head.linear_fuse',
      filters: 256,
      kernels,
    });
    x = relu(normalize(x, 'decode_head.batch_norm'), 'relu');
    const logits = convolution(x, { name: 'decode_head.classifier', filters: golden.classes, useBias: true, kernels });
    const layouts = [{ ...OWN_LAYOUT, extras: /^segformer\./ }];
    assignTorchWeights([logits], { weights: await readSafetensors(file), file, layouts, inputs: maps });
    const tensorName = (ours: string) => (ours.startsWith('decode_head') ? ours : MIT_LAYOUTS[0]!.tensorName(ours));
    matchesStep(t, golden, { input, logits, tensorName });
  });
});

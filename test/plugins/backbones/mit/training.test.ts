import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Mit } from '../../../../src/plugins/backbones/mit/mit.js';
import { LAYOUTS } from '../../../../src/plugins/backbones/mit/weight-layouts.js';
import { SegFormer } from '../../../../src/plugins/heads/segformer.js';
import { onEachEngine } from '../../../helpers/engines.js';
import { readGolden, readKeys, writePeerWeights } from '../../../zoo/peers.js';
import { type GoldenStep, matchesStep } from '../../../zoo/training.js';

/** transformers' names of the head's tensors. */
const HEAD = [
  [/^level\.(\d)/, 'decode_head.linear_c.$1.proj'],
  [/^decoder\.conv/, 'decode_head.linear_fuse'],
  [/^decoder\.bn/, 'decode_head.batch_norm'],
  [/^classifier/, 'decode_head.classifier'],
] as const;

function tensorName(ours: string): string {
  const rule = HEAD.find(([pattern]) => pattern.test(ours));
  return rule ? ours.replace(rule[0], rule[1]) : LAYOUTS.transformers[0]!.tensorName(ours);
}

test.serial('a training step of SegFormer-b0 has the loss, gradients and averages of transformers’', async (t) => {
  const golden = await readGolden<GoldenStep>(t, 'training.transformers4.segformer_b0');
  const keys = await readKeys(t, 'transformers4.segformer_b0');
  if (!golden || !keys) return;
  const weights = await writePeerWeights(t, keys, golden.gain);
  await onEachEngine(async ({ name }) => {
    if (name === 'cpu') return;
    const input = tf.input({ shape: [null, null, 3] });
    const mit = Mit.create({ dropPath: 0, weights });
    const head = SegFormer.create({ dropout: 0, weights });
    const backbone = await mit.prepare({ pretrained: true });
    const maps = Object.entries(backbone.build(input));
    const features = Object.fromEntries(maps.map(([map, tensor]) => [map, { ...backbone.features[map]!, tensor }]));
    const { logits } = await head.build({ features, classCount: golden.classes });
    matchesStep(t, golden, { input, logits, tensorName });
  });
});

import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import type { Backbone } from '../../src/core/interfaces/backbone.js';
import { fitWeights } from '../../src/core/weights/fit.js';
import { networkTensors } from '../../src/core/weights/network-tensors.js';
import type { SafeTensor } from '../../src/core/weights/safetensors.js';
import { readKeys } from './peers.js';

/** What belongs to heads and classifiers, in all packages. */
const HEAD =
  /^(fc|head|classifier|aux_classifier|decode_head|auxiliary_head|decoder|cls_head|aux_head|proj_head|dsn_head|ocr_distri_head|conv3x3|incre_modules|downsamp_modules|final_layer)\./;

/** Tries names and shapes of a published file, be it a whole segmenter's, on a backbone: nothing is missing or too many. */
export async function fitsPeer(t: ExecutionContext, peer: string, component: Backbone): Promise<void> {
  const keys = await readKeys(t, peer);
  if (!keys) return;
  const tensors = new Map<string, SafeTensor>(
    Object.entries(keys).map(([name, shape]) => [name, { dtype: 'F32', shape, data: new Float32Array() }]),
  );
  const backbone = await component.prepare({ pretrained: false });
  const maps = Object.values(backbone.build(tf.input({ shape: [null, null, 3] })));
  const fit = fitWeights(networkTensors(maps), backbone.layouts ?? [], { metadata: {}, tensors }, peer);
  tf.disposeVariables();
  t.deepEqual(fit.problems, []);
  t.deepEqual(
    fit.unused.filter((name) => !HEAD.test(name)),
    [],
  );
}

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { z } from 'zod';
import type { Loss, LossFunction } from '../../../src/core/interfaces/loss.js';
import { CrossEntropy } from '../../../src/plugins/losses/cross-entropy.js';
import { Dice } from '../../../src/plugins/losses/dice.js';
import { Focal } from '../../../src/plugins/losses/focal.js';
import { classOverlapLosses, imageDiceLosses } from '../../../src/plugins/losses/formulas/overlap.js';
import { Lovasz } from '../../../src/plugins/losses/lovasz.js';
import { OhemCrossEntropy } from '../../../src/plugins/losses/ohem-cross-entropy.js';
import { labelledPixels } from '../../../src/plugins/losses/pixel-loss.js';
import { Rmi } from '../../../src/plugins/losses/rmi.js';
import { onEachEngine } from '../../helpers/engines.js';
import { sharedFile } from '../../helpers/shared.js';
import { BATCH, GoldenLosses, goldenContext } from './golden-losses.js';

const ready = (loss: Loss) => loss.setup(goldenContext) as LossFunction;

const crossEntropy = (options: z.input<typeof CrossEntropy.options>) => ready(CrossEntropy.create(options));
const ohem = (options: z.input<typeof OhemCrossEntropy.options>) => ready(OhemCrossEntropy.create(options));
const lovasz = (options: z.input<typeof Lovasz.options>) => ready(Lovasz.create(options));
const dice = (options: z.input<typeof Dice.options>) => ready(Dice.create(options));
const focal = (options: z.input<typeof Focal.options>) => ready(Focal.create(options));
const rmi = (options: z.input<typeof Rmi.options>) => ready(Rmi.create(options));

/** mmsegmentation's Dice leaves the probabilities of ignored pixels in, which the component does not. */
const imageDice =
  (activation: 'softmax' | 'sigmoid', form: 'squared' | 'naive'): LossFunction =>
  ({ logits, labels }) =>
    tf.tidy(() => {
      const pixels = labelledPixels(logits, labels, 255);
      const probabilities = activation === 'softmax' ? tf.softmax(pixels.logits) : tf.sigmoid(pixels.logits);
      const [p, t] = [probabilities, pixels.truth].map((x) => x.reshape([BATCH, -1])) as [tf.Tensor2D, tf.Tensor2D];
      if (form === 'squared') return imageDiceLosses(p, t, 1e-3).mean();
      const options = { falsePositives: 0.5, falseNegatives: 0.5, smooth: 0.5e-3 };
      return classOverlapLosses(p.transpose(), t.transpose(), options).mean();
    });

/** smp's Jaccard loss knows no ignore index: its one-hot code takes 255 for the last class. */
const jaccard: LossFunction = ({ labels, labelValues, ...inputs }) => {
  const clamped = labelValues.map((label) => Math.min(label, 4));
  return dice({ falsePositives: 1, falseNegatives: 1 })({
    ...inputs,
    labels: tf.tensor3d(clamped, labels.shape, 'int32'),
    labelValues: clamped,
  });
};

function caseOf(name: string, classWeights: number[]): LossFunction | undefined {
  const [, peer, ...parts] = name.replace(/\.(plain|absent|ignored)$/, '').split('.');
  const text = parts.join('.');
  const number = (pattern: RegExp) => Number(pattern.exec(name)?.[1]);
  const weighted = name.endsWith('weighted') ? { classWeights } : {};
  if (name.startsWith('ce.torch')) return crossEntropy(weighted);
  if (name.startsWith('ce.mmseg')) return crossEntropy({ average: text === 'avg_non_ignore' ? 'labelled' : 'all' });
  if (name.startsWith('ohem')) {
    const [threshold, minKept] = [number(/\.t([\d.]+)\.k/) || 0, number(/\.k(\d+)/)];
    if (peer === 'contrastiveseg') return ohem({ threshold, minKept, ...weighted });
    return ohem({ threshold, minKept: BATCH * minKept, average: text.endsWith('non_ignore') ? 'labelled' : 'all' });
  }
  if (name.startsWith('lovasz')) {
    return lovasz({ classes: text.startsWith('all') ? 'all' : 'present', perImage: text.endsWith('perImage') });
  }
  if (name.startsWith('dice.mmseg')) {
    return imageDice(text.startsWith('sigmoid') ? 'sigmoid' : 'softmax', text.endsWith('naive') ? 'naive' : 'squared');
  }
  if (name.startsWith('dice.smp')) return dice({ smooth: text.endsWith('smooth1') ? 1 : 0 });
  if (name.startsWith('tversky')) return dice({ falsePositives: 0.3, falseNegatives: 0.7 });
  if (name.startsWith('jaccard')) return jaccard;
  if (name.startsWith('focal')) {
    const gamma = number(/\.g([\d.]+?)(?:\.a|$)/);
    if (peer === 'softmax') return focal({ gamma });
    if (peer === 'smp') return focal({ gamma, activation: 'sigmoid' });
    return focal({ gamma, activation: 'sigmoid', alpha: number(/\.a([\d.]+)$/), average: 'all' });
  }
  if (name.startsWith('rmi')) {
    const pooling = text.includes('pool_way0') ? 'max' : 'mean';
    const crossEntropyShare = text.includes('boundOnly') ? 0 : 0.5;
    return rmi({ pooling, poolSize: number(/pool_size(\d)/), crossEntropyShare });
  }
  return undefined;
}

test.serial('every loss and its gradient are those of the packages that it is known from', async (t) => {
  const file = sharedFile(t, 'zoo/golden/losses.json');
  if (!file) return;
  const golden = new GoldenLosses(file);
  await onEachEngine((engine) => {
    const largest = new Map<string, number>();
    for (const name of golden.names) {
      const compute = caseOf(name, golden.classWeights);
      if (!compute) {
        t.fail(`no loss for ${name}`);
        continue;
      }
      const error = golden.errorOf(name, compute);
      t.true(error < (name.startsWith('rmi') ? 1e-3 : 1e-5), `${name} on ${engine.name}: off by ${error}`);
      const family = name.split('.')[0]!;
      largest.set(family, Math.max(error, largest.get(family) ?? 0));
    }
    t.log(`${engine.name}: ${[...largest].map(([family, error]) => `${family} ${error.toExponential(1)}`).join(', ')}`);
  });
});

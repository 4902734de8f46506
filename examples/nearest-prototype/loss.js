import * as tf from '@tensorflow/tfjs';
import { labelGrid } from 'contraseg/pixel-contrast';
import { ContrasegError, defineComponent } from 'contraseg/plugin';
import { z } from 'zod';
import { assign } from './assign.js';

const PrototypesOptions = z.strictObject({
  weight: z.number().nonnegative().default(0.01).describe('Factor of this loss in the total.'),
  momentum: z.number().min(0).lt(1).default(0.99).describe('Share of a prototype that a step keeps.'),
  compactness: z.number().nonnegative().default(1).describe('Factor of the distance to the own prototype.'),
});

/** @implements {import('contraseg/plugin').Loss} */
class PrototypesLoss {
  /** @param {import('zod').output<typeof PrototypesOptions>} options */
  constructor(options) {
    this.weight = options.weight;
    this.options = options;
  }

  /** @param {import('contraseg/plugin').LossContext} context */
  setup({ classCount, ignoreIndex, features, state = {} }) {
    const { momentum, compactness } = this.options;
    const kernels = Object.keys(state)
      .filter((name) => name.startsWith('prototypes.'))
      .map((name) => state[name]);
    if (kernels.length === 0 || !features.embedding) {
      throw new ContrasegError({
        code: 'CONTRASEG_PROTOTYPES_HEAD',
        message: 'the loss "prototypes" moves the prototypes of a head, and this one has none.',
        hint: 'model.head: { type: nearest-prototype }',
      });
    }
    const count = kernels.length;
    const logit = tf.tidy(() => tf.norm(kernels[0].slice([0, 0, 0, 0], [1, 1, -1, 1])).dataSync()[0]);
    const largest = logit * Math.sqrt(features.embedding.channels); // the logit of a similarity of 1

    /** Column `k * classCount + c` of each labelled cell's own prototype, by transport within its class; else -1. */
    const assignments = (logits, { labels, groups }) => {
      const columns = new Int32Array(labels.length).fill(-1);
      for (let c = 0; c < classCount; c++) {
        const cells = groups.filter(({ classId }) => classId === c).flatMap(({ pixels }) => [...pixels]);
        const column = (k) => k * classCount + c;
        const rows = cells.map((cell) =>
          kernels.map((_, k) => logits[cell * count * classCount + column(k)] / largest),
        );
        for (const [i, k] of assign(rows).entries()) columns[cells[i]] = column(k);
      }
      return columns;
    };

    /** Sums of the embeddings of each prototype's cells in the last batch, `[prototypes, channels]` row by row. */
    let sums = new Float32Array();
    return {
      features: ['embedding'],
      compute: ({ features: { embedding }, labels, labelValues }) =>
        tf.tidy(() => {
          const [, h, w, channels] = embedding.shape;
          const grid = labelGrid({ values: labelValues, shape: labels.shape, ignoreIndex, classCount }, [h, w]);
          const rows = embedding.reshape([-1, channels]);
          const all = tf.concat(kernels, 3).reshape([channels, -1]);
          const logits = tf.matMul(rows, all);
          const own = tf
            .oneHot(tf.tensor1d(assignments(logits.dataSync(), grid), 'int32'), count * classCount)
            .toFloat();
          sums = tf.matMul(own, rows, true).dataSync().slice();
          const labelled = own.sum(1);
          const ofOwn = logits.mul(own).sum(1);
          // Away from all other prototypes, those of the same class included, and close to the own.
          const contrast = logits.logSumExp(1).sub(ofOwn);
          const distance = tf.sub(1, ofOwn.div(largest)).square();
          const each = contrast.add(distance.mul(compactness)).mul(labelled);
          return each.sum().div(labelled.sum().maximum(1));
        }),
      /** p <- m p + (1 - m) mean of its cells, on the sphere; a prototype without cells stays. */
      afterStep: () => {
        tf.tidy(() => {
          const { channels } = features.embedding;
          const means = unit(tf.tensor2d(sums, [count * classCount, channels]), logit);
          for (const [k, kernel] of kernels.entries()) {
            const mean = means.slice([k * classCount, 0], [classCount, -1]).transpose();
            const seen = tf.norm(mean, 'euclidean', 0, true).greater(0);
            const old = kernel.reshape([channels, classCount]);
            const moved = unit(
              old
                .mul(momentum)
                .add(mean.mul(1 - momentum))
                .transpose(),
              logit,
            ).transpose();
            kernel.assign(tf.where(seen.tile([channels, 1]), moved, old).reshape(kernel.shape));
          }
        });
      },
    };
  }
}

/** Rows scaled to a length; rows of zeros stay. */
function unit(rows, length) {
  return rows.mul(length).div(tf.norm(rows, 'euclidean', 1, true).maximum(1e-12));
}

/** Clusters each class into its prototypes and learns embeddings that fit them (Zhou et al. 2022). */
export const Prototypes = defineComponent('loss', {
  name: 'prototypes',
  description: 'Learns and moves the prototypes of the nearest-prototype head.',
  options: PrototypesOptions,
  component: PrototypesLoss,
});

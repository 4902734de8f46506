import * as tf from '@tensorflow/tfjs';
import { labelGrid, Projection, ProjectionOptions, RowPlan } from 'contraseg/pixel-contrast';
import { ContrasegError, defineComponent, definePlugin, RANDOM } from 'contraseg/plugin';
import { z } from 'zod';
import { classMeans, drawNegatives, negativeShares } from './class-graph.js';

const RecoOptions = z.strictObject({
  weight: z.number().nonnegative().default(0.1).describe('Factor of this loss in the total.'),
  feature: z.string().default('decoder').describe('The feature map whose pixels are contrasted.'),
  dim: z.int().positive().default(64).describe('Size of an embedding.'),
  temperature: z.number().positive().default(0.5).describe('Similarities are divided by it, also in the class graph.'),
  queries: z.int().positive().default(64).describe('Uncertain pixels per class that are contrasted, at most.'),
  keys: z.int().positive().default(128).describe('Pixels per class that means and negatives are made of, at most.'),
  negatives: z.int().positive().default(256).describe('Negatives of each class, drawn by the class graph.'),
  hardBelow: z.number().positive().max(1).default(0.97).describe('A pixel predicted less surely than this is a query.'),
  teacher: z.number().min(0).lt(1).default(0.99).describe('Momentum of the teacher that labels unlabelled pixels.'),
  sureAbove: z.number().min(0).max(1).default(0.7).describe('How sure the teacher must be of a pixel to label it.'),
});

/** @implements {import('contraseg/plugin').Loss} */
class RecoLoss {
  /**
   * @param {import('zod').output<typeof RecoOptions>} options
   * @param {import('contraseg/plugin').RandomStreams} random
   */
  constructor(options, random) {
    this.weight = options.weight;
    this.options = options;
    this.random = random;
  }

  /** @param {import('contraseg/plugin').LossContext} context */
  setup({ classCount, ignoreIndex, features, teacher }) {
    const { options, random } = this;
    const map = features[options.feature];
    if (!map || !teacher) {
      throw new ContrasegError({
        code: 'CONTRASEG_RECO_SETUP',
        message: map
          ? 'reco needs a teacher.'
          : `reco reads the feature map "${options.feature}", which nobody offers.`,
        hint: map ? 'train with contraseg, which gives losses one' : `offered: ${Object.keys(features).join(', ')}`,
      });
    }
    const average = teacher(options.teacher);
    const projectionOptions = ProjectionOptions.parse({ type: 'linear', dim: options.dim });
    const projection = new Projection(map.channels, projectionOptions, random.stream('projection'));

    /** Rows of one batch: which of them are whose queries and keys, and all embeddings. */
    const embed = ({ images, logits, features, labels, labelValues }) => {
      const tensor = features[options.feature];
      const [batch, h, w] = tensor.shape;
      const onGrid = (values, shape) => labelGrid({ values, shape, ignoreIndex, classCount }, [h, w]);
      const truth = onGrid(labelValues, labels.shape);
      const own = mostLikely(logits, [h, w]);
      const told = mostLikely(average.forward(images).logits, [h, w]);
      const labelled = truth.labels.map((label, cell) =>
        label === ignoreIndex && told.confidence[cell] >= options.sureAbove ? told.classes[cell] : label,
      );
      const isHard = (cell) => own.confidence[cell] < options.hardBelow;
      const queries = byClass(truth.groups, classCount).map((cells) => choose(cells.filter(isHard), options.queries));
      const keys = byClass(onGrid(labelled, [batch, h, w]).groups, classCount).map((cells) =>
        choose(cells, options.keys),
      );
      const plan = new RowPlan();
      const rowsOf = (lists) => lists.map((cells, classId) => plan.add([{ image: 0, classId, pixels: cells }]));
      const rows = { queries: rowsOf(queries), keys: rowsOf(keys) }; // queries first: they are the first rows
      return { ...rows, embeddings: plan.size > 0 ? projection.embed(tensor, plan.pixels).embeddings : undefined };
    };
    const choose = (cells, count) => {
      const chosen = random.stream('pixels').choose(count, cells.length);
      return Int32Array.from(chosen, (i) => cells[i]);
    };

    return {
      features: [options.feature],
      variables: projection.variables,
      dispose: () => projection.dispose(),
      compute: (inputs) =>
        tf.tidy(() => {
          const { queries, keys, embeddings } = embed(inputs);
          // Means and negatives are constants, as in the paper: only queries get a gradient.
          const values = embeddings?.dataSync();
          const means = values ? classMeans(values, keys, options.dim) : [];
          const losses = [];
          let first = 0;
          for (const [c, { length }] of queries.entries()) {
            const start = first;
            first += length;
            const shares = means[c] && negativeShares(means, c, options.temperature);
            if (length === 0 || !shares) continue;
            const negatives = drawNegatives(keys, shares, options.negatives, random.stream('negatives'));
            const rows = negatives.flatMap((row) => [...values.subarray(row * options.dim, (row + 1) * options.dim)]);
            const against = tf.tensor2d([...means[c], ...rows], [1 + options.negatives, options.dim]);
            // InfoNCE: the class's mean in column 0, its negatives after it.
            const scores = tf.matMul(embeddings.slice([start, 0], [length, -1]), against, false, true);
            const logits = scores.div(options.temperature);
            losses.push(
              logits
                .logSumExp(1)
                .sub(logits.slice([0, 0], [-1, 1]).squeeze([1]))
                .mean(),
            );
          }
          if (losses.length > 0) return tf.addN(losses).div(losses.length);
          return inputs.features[options.feature].sum().mul(0);
        }),
    };
  }
}

/** The predicted class of each cell of a grid and its probability. */
function mostLikely(logits, size) {
  return tf.tidy(() => {
    const probability = tf.softmax(tf.image.resizeBilinear(logits, size, false, true));
    return { classes: probability.argMax(-1).dataSync(), confidence: probability.max(-1).dataSync() };
  });
}

/** All cells of each class, whichever image they are in. */
function byClass(groups, classCount) {
  const cells = Array.from({ length: classCount }, () => []);
  for (const { classId, pixels } of groups) cells[classId].push(...pixels);
  return cells;
}

/** Regional contrast with a class graph and a mean teacher (Liu et al. 2022). */
export const Reco = defineComponent('loss', {
  name: 'reco',
  description: 'Regional contrast whose negatives a class graph picks.',
  options: RecoOptions,
  inject: [RANDOM],
  component: RecoLoss,
});

export default definePlugin({
  name: 'contraseg-plugin-reco',
  version: '0.1.0',
  apiVersion: 2,
  register: (registry) => registry.add(Reco),
});

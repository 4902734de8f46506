import { z } from 'zod';
import { DEFAULT_WORKERS } from '../data/loading/loader.js';
import { ENGINE_REQUESTS } from '../engine/requests.js';
import { type Built, component, path } from '../options/references.js';

const rgb = z.array(z.number()).length(3);

const ModelConfig = z.strictObject({
  backbone: component('backbone').describe('Feature extractor.'),
  head: component('head').describe('Turns features into one logit per class.'),
  normalization: z
    .strictObject({
      mean: rgb.optional().describe('Mean of R, G and B on the 0–1 scale.'),
      std: z
        .array(z.number().positive())
        .length(3)
        .optional()
        .describe('Standard deviation of R, G and B on the 0–1 scale.'),
      order: z.enum(['rgb', 'bgr']).optional().describe("The network's channels; `bgr` as OpenCV reads images."),
    })
    .prefault({})
    .describe(
      'The network sees (pixel / 255 - mean) / std. What is not said here is taken from the weights: mean (0.485, 0.456, 0.406) and std (0.229, 0.224, 0.225) for most.',
    ),
  weights: path()
    .optional()
    .describe(
      'Safetensors file of a whole segmenter, for backbone and head alike; their own `weights` go before it. Random weights without any.',
    ),
  freeze: z
    .array(z.string())
    .default([])
    .describe(
      'Layers that training leaves as they are, by name with * for any characters: backbone/layer1.*, or backbone/* for all of it.',
    ),
  freezeBatchNorm: z
    .boolean()
    .default(false)
    .describe(
      'In training, too, batch norm normalises by the averages it starts with, and only its scale and offset learn; for batches of few images.',
    ),
});

const TrainerConfig = z.strictObject({
  iterations: z.int().positive().describe('Steps of the optimizer.'),
  batchSize: z.int().positive().default(8).describe('Images per step, over all processes that train together.'),
  seed: z.int().default(1).describe('One seed gives one run, bit for bit on one engine and thread count.'),
  trainSplit: z.string().default('train').describe('Split to learn from.'),
  trainImages: z
    .int()
    .positive()
    .optional()
    .describe(
      'Learn from so many images of the split only, drawn by the seed, to see what fewer labels would have given.',
    ),
  valSplit: z.string().default('val').describe('Split to evaluate on during training.'),
  evaluateEvery: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Iterations between evaluations; 0 evaluates once, at the end.'),
  checkpointEvery: z
    .int()
    .positive()
    .default(200)
    .describe('Iterations between checkpoints; the last one is always saved.'),
  logEvery: z.int().positive().default(10).describe('Iterations between lines of the log.'),
  keepBest: z.string().default('mIoU').describe('Metric whose best value decides which model is kept as best.'),
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe('Scales the gradients of all variables down to this global L2 norm.'),
  syncBatchNorm: z
    .boolean()
    .default(false)
    .describe(
      'With several processes, batch norm in training normalises by the batch of all of them; they wait for each other twice a layer.',
    ),
  ema: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe(
      'Momentum of a moving average of the weights, such as 0.999, that is evaluated, kept as best and exported; none when absent.',
    ),
  workers: z.int().positive().default(DEFAULT_WORKERS).describe('Samples that are prepared at the same time.'),
  checkData: z
    .boolean()
    .default(true)
    .describe('Reads every file before the first step, so that a broken one is named now and not in the night.'),
  allowEmptyClasses: z
    .boolean()
    .default(false)
    .describe('Trains although no pixel of the training split is of some class of the list.'),
  overlays: z
    .int()
    .nonnegative()
    .default(4)
    .describe('Validation images whose prediction is drawn into the run folder at the end.'),
  classBalanced: z
    .boolean()
    .default(false)
    .describe('Shows images with rare classes as often as others; reads every mask once.'),
  cache: z.boolean().default(false).describe('Keeps decoded images in memory; for small data sets.'),
});

/** Every configuration key but `extends` and `plugins`, which are consumed before validation. */
export const RunConfigSchema = z.strictObject({
  engine: z.enum(ENGINE_REQUESTS).default('auto').describe('Which engine computes; auto takes the best that loads.'),
  threads: z.int().positive().optional().describe('Threads of the native engine; all cores when absent.'),
  data: component('dataset').describe('Images and masks.'),
  transforms: z.array(component('transform')).default([]).describe('Augmentation of training samples, in this order.'),
  model: ModelConfig.describe('The network.'),
  losses: z.array(component('loss')).min(1).describe('Terms of the objective, each with its weight.'),
  optimizer: component('optimizer')
    .prefault({ type: 'sgd' } as never)
    .describe('How parameters move.'),
  schedule: component('schedule')
    .prefault({ type: 'poly' } as never)
    .describe('How the learning rate changes.'),
  trainer: TrainerConfig.describe('The training loop.'),
  metrics: z
    .array(component('metric'))
    .prefault([{ type: 'miou' } as never])
    .describe('Figures read off the confusion matrix.'),
  hooks: z.array(component('hook')).default([]).describe('Watchers of the run, after the built-in ones.'),
});

/** What a user writes, complete. */
export type RunConfigInput = z.input<typeof RunConfigSchema>;
/** What the trainer reads: components built, defaults filled in. */
export type RunConfig = Built<z.output<typeof RunConfigSchema>>;

/** A plugin named by a config: its module, or its module with options. */
export type PluginReference = string | object | readonly [string | object, Record<string, unknown>];

/** Keys that are consumed before `RunConfigSchema` applies. */
export interface ConfigPreamble {
  /** Files to build on; relative to this file, or inside a package. */
  extends?: string | readonly string[];
  /** Plugins to load: package names, paths relative to this file, or plugin objects. */
  plugins?: readonly PluginReference[];
}

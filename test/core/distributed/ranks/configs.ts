import { TINY_CONFIG } from '../../../helpers/config.js';

/** Batches that two and three ranks can divide, in which images have different numbers of labelled pixels. */
const BASE = {
  ...TINY_CONFIG,
  engine: 'native-cpu',
  threads: 1,
  data: { type: 'shapes', size: 32, images: { train: 24, val: 7, test: 1 } },
  transforms: [{ type: 'random-scale-crop', min: 0.5, max: 1, height: 32, width: 32 }, { type: 'random-flip' }],
  trainer: { ...TINY_CONFIG.trainer, batchSize: 6, clipNorm: 1 },
};

const FROZEN = { ...BASE, model: { ...BASE.model, freezeBatchNorm: true } };
const SYNCHRONISED = { ...BASE, trainer: { ...BASE.trainer, syncBatchNorm: true } };

const adam = { optimizer: { type: 'adam', learningRate: 0.01 } };

/** Runs whose steps are those of one process, but for rounding. */
export const STEPS = {
  'SGD, frozen batch norm': FROZEN,
  'Adam, frozen batch norm': { ...FROZEN, ...adam },
  'SGD, synchronised batch norm': SYNCHRONISED,
  'Adam, synchronised batch norm': { ...SYNCHRONISED, ...adam },
} as const;

const contrast = (options: object) => ({
  plugins: ['contraseg/pixel-contrast'],
  losses: [
    { type: 'cross-entropy' },
    {
      type: 'pixel-contrast',
      warmup: 1,
      memory: [
        { type: 'pixel-bank', capacity: 60 },
        { type: 'region-bank', capacity: 24 },
      ],
      ...options,
    },
  ],
});

/** The same with both banks. Without gathered anchors the contrast, though not what the banks get, is that of each rank. */
export const CONTRASTS = {
  'frozen batch norm': { ...FROZEN, ...contrast({ gatherDistributed: true, projection: { type: 'linear', dim: 8 } }) },
  'synchronised batch norm': { ...SYNCHRONISED, ...contrast({ gatherDistributed: true, projection: { dim: 8 } }) },
} as const;

/** Banks filled in warm-up, from features that do not depend on the rest of the batch. */
export const BANKS = { ...FROZEN, ...contrast({ warmup: 99, projection: { type: 'linear', dim: 8 } }) };

/** What one would write: batch norm and anchors of each rank. */
export const LOCAL = { ...BASE, ...contrast({ projection: { dim: 8 } }) };

/** A whole run whose checkpoints hold everything that one can hold. */
export const RUN = {
  ...CONTRASTS['frozen batch norm'],
  trainer: { ...FROZEN.trainer, iterations: 6, evaluateEvery: 3, checkpointEvery: 2, ema: 0.9 },
};

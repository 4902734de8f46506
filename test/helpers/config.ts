import { readConfig } from '../../src/api/config.js';
import type { LoadedConfig } from '../../src/core/config/load-config.js';
import { ContrasegError } from '../../src/core/errors/index.js';

/** The smallest configuration that trains: a few generated images, a tiny network. */
export const TINY_CONFIG = {
  data: { type: 'shapes', size: 32, images: { train: 12, val: 3, test: 3 } },
  model: { backbone: { type: 'tiny', channels: [4, 8] }, head: { type: 'fcn', channels: 8 } },
  losses: [{ type: 'cross-entropy' }],
  optimizer: { type: 'sgd', learningRate: 0.05 },
  trainer: { iterations: 4, batchSize: 2, overlays: 0, logEvery: 1 },
};

/** The same with pixel contrast and both banks. */
export const TINY_CONTRAST_CONFIG = {
  ...TINY_CONFIG,
  plugins: ['contraseg/pixel-contrast'],
  losses: [
    { type: 'cross-entropy' },
    {
      type: 'pixel-contrast',
      warmup: 1,
      projection: { dim: 8 },
      memory: [
        { type: 'pixel-bank', capacity: 20 },
        { type: 'region-bank', capacity: 8 },
      ],
    },
  ],
};

/** The problems that loading a configuration reports; fails when there is none. */
export async function problemsOf(source: Parameters<typeof readConfig>[0]): Promise<ContrasegError> {
  let loaded: LoadedConfig;
  try {
    loaded = await readConfig(source);
  } catch (error) {
    if (error instanceof ContrasegError) return error;
    throw error;
  }
  loaded.registry.dispose();
  throw new Error('the configuration is valid');
}

import type { Kind } from '../core/interfaces/component-types.js';

/** How the component that a template holds is used. */
export interface Usage {
  /** Its option, with a value that differs from the default. */
  readonly option: Readonly<Record<string, number>>;
  /** What a configuration says beside `extends` and `plugins` so that the component is in the run. */
  readonly place: (part: object) => Readonly<Record<string, unknown>>;
  /** Whether only pixel contrast uses components of this kind. */
  readonly contrast?: boolean;
}

const contrast = (parts: object) => ({
  losses: [{ type: 'cross-entropy' }, { type: 'pixel-contrast', projection: { dim: 32 }, warmup: 0, ...parts }],
});

export const USAGE: Readonly<Record<Kind, Usage>> = {
  backbone: { option: { channels: 24 }, place: (part) => ({ model: { backbone: part } }) },
  head: { option: { channels: 24 }, place: (part) => ({ model: { head: part } }) },
  loss: { option: { weight: 0.5 }, place: (part) => ({ losses: [{ type: 'cross-entropy' }, part] }) },
  'memory-bank': {
    option: { momentum: 0.99 },
    // beside the usual bank, since the template's holds one row of a class
    place: (part) => contrast({ memory: [{ type: 'pixel-bank' }, part] }),
    contrast: true,
  },
  'anchor-sampler': {
    option: { perImage: 4 },
    place: (part) => contrast({ anchors: part }),
    contrast: true,
  },
  'example-sampler': {
    option: { examples: 32 },
    place: (part) => contrast({ examples: part }),
    contrast: true,
  },
  dataset: { option: { size: 48 }, place: (part) => ({ data: part }) },
  transform: { option: { probability: 0.25 }, place: (part) => ({ transforms: [part] }) },
  optimizer: { option: { learningRate: 0.002 }, place: (part) => ({ optimizer: part }) },
  schedule: { option: { drops: 2 }, place: (part) => ({ schedule: part }) },
  metric: { option: { least: 100 }, place: (part) => ({ metrics: [{ type: 'miou' }, part] }) },
  hook: { option: { minutes: 5 }, place: (part) => ({ hooks: [part] }) },
};

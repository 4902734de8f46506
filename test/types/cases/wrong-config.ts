import { defineConfig } from 'contraseg';

// Each of these must not compile: an expected error that does not come is an error itself.

defineConfig({
  // @ts-expect-error an unknown key
  trainr: { iterations: 10 },
});

defineConfig({
  // @ts-expect-error an unknown engine
  engine: 'cuda',
});

defineConfig({
  // @ts-expect-error an unknown backbone
  model: { backbone: { type: 'mobilenet-v9' } },
});

defineConfig({
  // @ts-expect-error an unknown option of a backbone
  model: { backbone: { type: 'mobilenet-v2', outputstride: 16 } },
});

defineConfig({
  // @ts-expect-error an option of another backbone
  model: { backbone: { type: 'tiny', outputStride: 16 } },
});

defineConfig({
  // @ts-expect-error a value that is not allowed
  model: { backbone: { type: 'mobilenet-v2', outputStride: 12 } },
});

defineConfig({
  // @ts-expect-error a width that no HRNet has
  model: { backbone: { type: 'hrnet', width: 20 } },
});

defineConfig({
  // @ts-expect-error a required option is missing
  transforms: [{ type: 'random-crop', height: 240 }],
});

defineConfig({
  // @ts-expect-error an unknown loss
  losses: [{ type: 'cross-entropie' }],
});

defineConfig({
  // @ts-expect-error a string where a number belongs
  losses: [{ type: 'pixel-contrast', temperature: '0.1' }],
});

defineConfig({
  // @ts-expect-error an unknown bank
  losses: [{ type: 'pixel-contrast', memory: [{ type: 'pixel-bnk' }] }],
});

defineConfig({
  // @ts-expect-error an unknown option of a nested sampler
  losses: [{ type: 'pixel-contrast', anchors: { type: 'segmentation-aware', perKlass: 50 } }],
});

defineConfig({
  // @ts-expect-error an unknown option of the trainer
  trainer: { iteration: 10 },
});

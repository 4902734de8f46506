import type { RunResult } from '../../src/experiments/results.js';

/** A finished run of a sweep; figures from 0 to 1. */
export const runResult = (variant: string, seed: number, mIoU: number): RunResult => ({
  variant,
  seed,
  split: 'test',
  checkpoint: 'last',
  images: 233,
  summary: { mIoU },
  perClass: { IoU: [mIoU, null] },
  classes: ['sky', 'road'],
  iterations: 700,
  stepTime: { step: 1500 + seed, data: 4 },
  minutes: 18.25,
  command: `contraseg train ${variant}.yaml --set trainer.seed=${seed}`,
  versions: { contraseg: '0.1.0', node: 'v20.0.0' },
  engine: { name: 'native-cpu', backend: 'tensorflow', tensorflow: '2.21.0', threads: 2, reason: '' },
  finished: '2026-01-01T00:00:00.000Z',
});

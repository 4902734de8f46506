import type { Problem } from './contraseg-error.js';

export function noCheckpoint(file: string): Problem {
  return {
    code: 'CONTRASEG_NO_CHECKPOINT',
    file,
    message: 'the run has not saved a model yet.',
    hint: 'train it first, or go on with `contraseg train --resume`',
  };
}

export function damagedCheckpoint(file: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_DAMAGED_CHECKPOINT',
    file,
    message: `the checkpoint is damaged and was not loaded: ${reason}.`,
    hint: 'where previous.safetensors beside it is whole, `contraseg train --resume` goes on from there\nthe best and the last model are two files: try with or without --last',
  };
}

export function olderCheckpoint(file: string): Problem {
  return {
    code: 'CONTRASEG_OLDER_CHECKPOINT',
    file,
    message:
      'the checkpoint was written by an earlier version, which added no checksum: whether it is whole cannot be known.',
    hint: 'use the version that run.json names, or train again with this one',
  };
}

export function checkpointMismatch(file: string, differences: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_CHECKPOINT_MISMATCH',
    file,
    message: `the checkpoint does not fit this configuration:\n  ${differences.join('\n  ')}`,
    hint: 'resume with the configuration that the run was started with (config.resolved.yaml beside the checkpoint)',
  };
}

/** @param tensors names of those that hold NaN or Infinity */
export function nonFiniteWeights(file: string, tensors: readonly string[]): Problem {
  const shown = tensors.slice(0, 5).join(', ');
  const more = tensors.length > 5 ? ` and ${tensors.length - 5} more` : '';
  return {
    code: 'CONTRASEG_NON_FINITE_WEIGHTS',
    file,
    message: `the weights hold NaN or Infinity, so that every prediction would be meaningless: ${shown}${more}.`,
    hint: 'the training had diverged: take the other checkpoint (with or without --last), or train again with a lower learning rate or trainer.clipNorm',
  };
}

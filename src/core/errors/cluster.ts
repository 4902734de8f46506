import type { Problem } from './contraseg-error.js';

/** Variables that say which processes belong together and do not add up. @param found what they are, as `NAME=value` */
export function invalidCluster(reason: string, found: readonly string[], hint?: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_CLUSTER',
    message: `the environment announces several processes, but ${reason}; found ${found.join(', ')}.`,
    hint: hint ?? 'docs/scale.md says which variables are read; unset them all for a single process',
  };
}

/** `--processes` where a launcher has started this process as one of several already. */
export function nestedCluster(size: number): Problem {
  return {
    code: 'CONTRASEG_NESTED_CLUSTER',
    path: '--processes',
    message: `this process is already one of ${size} that srun, mpirun, torchrun or a TFJob started.`,
    hint: 'leave --processes away, or start one process',
  };
}

/** @param option of `train` */
export function forOneProcess(option: string): Problem {
  return {
    code: 'CONTRASEG_FOR_ONE_PROCESS',
    path: option,
    message: 'this is the work of a single process, and several were started.',
    hint: 'start it without srun, mpirun, torchrun or a TFJob',
  };
}

/** @param lines what differs, and on which ranks */
export function ranksDisagree(lines: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_RANKS_DISAGREE',
    message: `the processes were not started alike:\n  ${lines.join('\n  ')}`,
    hint: 'give every process the same configuration, options, data and version of contraseg',
  };
}

/** @param how in words: by which signal, with which code */
export function rankEnded(rank: number, pid: number | undefined, how: string, hint: string): Problem {
  return {
    code: 'CONTRASEG_RANK_ENDED',
    message: `rank ${rank} (process ${pid}) ${how}.`,
    hint,
  };
}

import type { Problem } from './contraseg-error.js';

export function runExists(directory: string): Problem {
  return {
    code: 'CONTRASEG_RUN_EXISTS',
    file: directory,
    message: 'the folder already holds a run.',
    hint: '--resume goes on with it, --force replaces it, --out names another folder',
  };
}

export function nothingToResume(directory: string): Problem {
  return {
    code: 'CONTRASEG_NOTHING_TO_RESUME',
    file: directory,
    message: 'there is no run in this folder.',
    hint: 'leave --resume away to start one here',
  };
}

export function notARun(directory: string): Problem {
  return {
    code: 'CONTRASEG_NOT_A_RUN',
    file: directory,
    message: 'this is not the folder of a run: it holds no config.resolved.yaml.',
    hint: 'give the folder that `contraseg train` printed, for example runs/demo',
  };
}

/** @param lock file that names the holder */
export function runInUse(
  directory: string,
  lock: string,
  { host, pid, since }: { readonly host: string; readonly pid: number; readonly since: string },
): Problem {
  return {
    code: 'CONTRASEG_RUN_IN_USE',
    file: directory,
    message: `process ${pid} on ${host} has been training in this folder since ${since}.`,
    hint: `wait for it, stop it, or name another folder with --out\nif that process is long dead, remove ${lock}`,
  };
}

export function damagedMetadata(file: string, reasons: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_DAMAGED_METADATA',
    file,
    message: `this is not the record of a run: ${reasons.join('; ')}.`,
    hint: 'bring the file back from a backup; the checkpoints beside it are not touched by this',
  };
}

/** @param differences `path: before -> after` */
export function resumedRunChanged(directory: string, differences: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_RUN_CHANGED',
    file: directory,
    message: `the run was made with another configuration or other data:\n  ${differences.join('\n  ')}`,
    hint: 'go on with its own: contraseg train --resume RUN, without a configuration\n--allow-change goes on with the new values and records them; --force or --out starts another run',
  };
}

export function alreadyBeyond(directory: string, finished: number, wanted: number): Problem {
  return {
    code: 'CONTRASEG_ALREADY_BEYOND',
    file: directory,
    path: 'trainer.iterations',
    message: `the run has finished ${finished} iterations, ${wanted} were asked for.`,
    hint: `ask for at least ${finished}, or start another run with --out`,
  };
}

export function interruptedBeforeTraining(): Problem {
  return {
    code: 'CONTRASEG_INTERRUPTED',
    message: 'interrupted before the first step; nothing was changed.',
  };
}

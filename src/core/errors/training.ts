import type { Problem } from './contraseg-error.js';

export function runExists(directory: string, resumable: boolean): Problem {
  return {
    code: 'CONTRASEG_RUN_EXISTS',
    file: directory,
    message: 'the folder already holds a run.',
    hint: `${resumable ? '--resume goes on with it, ' : ''}--force starts it anew, --out names another folder`,
  };
}

export function nothingToResume(directory: string): Problem {
  return {
    code: 'CONTRASEG_NOTHING_TO_RESUME',
    file: directory,
    message: 'there is no checkpoint in this folder.',
    hint: 'leave --resume away to start a run here',
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

export function nonFiniteLoss(iteration: number, parts: Readonly<Record<string, number>>, checkpoint: string): Problem {
  const list = Object.entries(parts).map(([name, value]) => `${name} ${value}`);
  return {
    code: 'CONTRASEG_NON_FINITE_LOSS',
    message: `the loss is not finite at iteration ${iteration}: ${list.join(', ')}.`,
    hint: `nothing was updated; the last checkpoint is ${checkpoint}\na lower learning rate, trainer.clipNorm or a warm-up of the schedule usually helps`,
  };
}

export function unknownBestMetric(metric: string, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_METRIC',
    path: 'trainer.keepBest',
    message: `no metric reports "${metric}".`,
    hint: `reported: ${known.join(', ')}`,
  };
}

export function unknownLossFeature(loss: string, feature: string, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_FEATURE',
    message: `the loss "${loss}" reads the feature map "${feature}", which neither backbone nor head offers.`,
    hint: `offered: ${known.join(', ')}`,
  };
}

export function classCountChanged(trained: number, found: number): Problem {
  return {
    code: 'CONTRASEG_CLASSES_CHANGED',
    path: 'data',
    message: `the model was trained for ${trained} classes, the data set has ${found}.`,
    hint: 'evaluate on data with the class list of the training data',
  };
}

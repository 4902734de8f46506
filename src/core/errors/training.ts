import type { Problem } from './contraseg-error.js';
import { show } from './show.js';

/** @param checkpoint where the run goes on from; absent in a dry run */
export function nonFiniteStep(
  iteration: number,
  { total, parts }: { readonly total: number; readonly parts: Readonly<Record<string, number>> },
  checkpoint?: string,
): Problem {
  const list = Object.entries(parts).map(([name, value]) => `${name} ${value}`);
  const found = Number.isFinite(total) ? 'the gradients are not finite' : 'the loss is not finite';
  return {
    code: 'CONTRASEG_NON_FINITE_LOSS',
    message: `${found} at iteration ${iteration}: ${list.join(', ')}.`,
    hint: `nothing was updated${checkpoint ? `; the last checkpoint is ${checkpoint}` : ''}\na lower learning rate, trainer.clipNorm or a warm-up of the schedule usually helps`,
  };
}

/** An image of the validation split that a hook asks for. */
export function noSuchImage(index: number, split: string, size: number): Problem {
  return {
    code: 'CONTRASEG_NO_SUCH_IMAGE',
    message: `the split "${split}" has no image ${show(index)}.`,
    hint: `it has ${size}, counted from 0`,
  };
}

/** @param path the option that names the metric */
export function unknownMetric(metric: string, known: readonly string[], path: string): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_METRIC',
    path,
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

export function wrongMomentum(momentum: number): Problem {
  return {
    code: 'CONTRASEG_WRONG_MOMENTUM',
    message: `a moving average of the network cannot have the momentum ${momentum}.`,
    hint: 'allowed: from 0 up to, but not including, 1; common: 0.99 to 0.9999',
  };
}

export function teacherTooLate(momentum: number): Problem {
  return {
    code: 'CONTRASEG_TEACHER_LATE',
    message: `a loss asks for a teacher of momentum ${momentum} after its setup, so that no checkpoint would hold it.`,
    hint: 'call teacher(…) in the setup of the loss and keep what it returns',
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

export function mapTooSmall(loss: string, height: number, width: number, least: number): Problem {
  return {
    code: 'CONTRASEG_MAP_TOO_SMALL',
    message: `the loss "${loss}" needs labels of at least about ${least}x${least} pixels, these are ${height}x${width}.`,
    hint: 'take a larger crop, or a smaller radius or poolSize',
  };
}

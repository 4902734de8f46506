import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';

export function unknownFeature(found: string, known: readonly string[]): Problem {
  const match = closest(found, known);
  return {
    code: 'CONTRASEG_UNKNOWN_FEATURE',
    message: `the model has no feature map called "${found}".`,
    hint: `${match ? `did you mean "${match}"?  ` : ''}it has: ${known.join(', ') || 'none'}`,
  };
}

export function duplicateFeature(name: string): Problem {
  return {
    code: 'CONTRASEG_DUPLICATE_FEATURE',
    message: `two maps of backbone and head are called "${name}".`,
    hint: 'rename the one in the head: losses name feature maps and must know which is meant',
  };
}

export function undeclaredFeatures(declared: readonly string[], built: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_FEATURES_DIFFER',
    message: `the backbone declares the feature maps ${list(declared)} but builds ${list(built)}.`,
    hint: '`features` and the result of `build` must have the same keys',
  };
}

export function wrongFeatureChannels(name: string, declared: number, built: number | null): Problem {
  return {
    code: 'CONTRASEG_FEATURE_CHANNELS',
    message: `the feature map "${name}" is declared with ${declared} channels but has ${built ?? 'an unknown number'}.`,
    hint: '`features` must describe what `build` returns',
  };
}

export function duplicateLayer(name: string): Problem {
  return {
    code: 'CONTRASEG_DUPLICATE_LAYER',
    message: `two layers of the model are called "${name}".`,
    hint: "checkpoints are keyed by layer names: give the head's layers a prefix of their own",
  };
}

export function wrongLogitsChannels(classCount: number, built: number | null): Problem {
  return {
    code: 'CONTRASEG_LOGITS_CHANNELS',
    message: `the head's logits have ${built ?? 'an unknown number of'} channels, but there are ${classCount} classes.`,
    hint: 'the last layer of a head has `classCount` filters',
  };
}

export function wrongAuxiliaryChannels(name: string, classCount: number, built: number | null): Problem {
  return {
    code: 'CONTRASEG_LOGITS_CHANNELS',
    message: `the auxiliary logits "${name}" have ${built ?? 'an unknown number of'} channels, but there are ${classCount} classes.`,
    hint: 'the last layer of an auxiliary classifier has `classCount` filters; other maps belong to `features`',
  };
}

/** The loss `auxiliary` with a head that has no such classifier. */
export function noAuxiliaryLogits(): Problem {
  return {
    code: 'CONTRASEG_NO_AUXILIARY',
    message: 'the loss "auxiliary" has nothing to learn with: the head has no auxiliary classifier.',
    hint: 'write `auxiliary: {}` in the options of model.head, or leave the loss out',
  };
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}

export function wrongClassWeights(found: number, classCount: number): Problem {
  return {
    code: 'CONTRASEG_CLASS_WEIGHTS',
    path: 'classWeights',
    message: `${found} weights for ${classCount} classes.`,
    hint: 'give one weight per class, in the order of the class list',
  };
}

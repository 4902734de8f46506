import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';

export function unreadableWeights(file: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_UNREADABLE_WEIGHTS',
    file,
    message: `the file cannot be read (${reason}).`,
    hint: 'paths in a config are relative to that config, paths in --set to the working directory',
  };
}

export function damagedWeights(file: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_DAMAGED_WEIGHTS',
    file,
    message: `not a whole safetensors file: ${reason}.`,
    hint: 'compare its size and checksum with the source; a download may have been cut off',
  };
}

export function damagedWeightsEntry(file: string, path: string, reason: string): Problem {
  return { code: 'CONTRASEG_DAMAGED_WEIGHTS', file, path, message: `${reason}.` };
}

export function missingWeight(file: string, name: string, shape: readonly number[]): Problem {
  return {
    code: 'CONTRASEG_WEIGHTS_MISMATCH',
    file,
    path: name,
    message: `the network wants F32 [${shape.join(', ')}], the file has no such tensor.`,
  };
}

export function wrongWeight(
  file: string,
  name: string,
  wanted: readonly number[],
  found: { readonly dtype: string; readonly shape: readonly number[] },
): Problem {
  return {
    code: 'CONTRASEG_WEIGHTS_MISMATCH',
    file,
    path: name,
    message: `the network wants F32 [${wanted.join(', ')}], found ${found.dtype} [${found.shape.join(', ')}].`,
  };
}

export function extraWeight(
  file: string,
  name: string,
  found: { readonly dtype: string; readonly shape: readonly number[] },
): Problem {
  return {
    code: 'CONTRASEG_WEIGHTS_MISMATCH',
    file,
    path: name,
    message: `the file has ${found.dtype} [${found.shape.join(', ')}], the network has no such tensor.`,
  };
}

/** Heads a list of mismatches. */
export function weightsDoNotFit(file: string, count: number, source: string): Problem {
  return {
    code: 'CONTRASEG_WEIGHTS_MISMATCH',
    file,
    message: `${count} tensors do not fit the network; the names are those of ${source}.`,
    hint: 'do the file and the options (depth, variant, width) belong together? `contraseg weights inspect <file>` says what it fits',
  };
}

export function unknownWeightNames(file: string, known: readonly string[], found: readonly string[]): Problem {
  const some = found.slice(0, 3).join(', ');
  return {
    code: 'CONTRASEG_WEIGHTS_MISMATCH',
    file,
    message: `none of the network's tensors is in the file. It begins with ${some || 'nothing'}.`,
    hint: `the network knows the names of ${known.join(', ')}; \`contraseg weights inspect <file>\` says what the file fits`,
  };
}

/** For `model.weights`, which is a whole segmenter's. */
export function takesNoWeights(kind: 'backbone' | 'head', type: string | undefined): Problem {
  const part = type === undefined ? `the ${kind}, an object that is made already,` : `the ${kind} "${type}"`;
  return {
    code: 'CONTRASEG_TAKES_NO_WEIGHTS',
    path: 'model.weights',
    message: `a file for backbone and head alike; ${part} takes no weights.`,
    hint: 'give the file as `weights` of the part that it is for, or choose another part: `contraseg models` lists whose files each takes',
  };
}

export function notALayersModel(file: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_NOT_A_LAYERS_MODEL',
    file,
    message: `not a tfjs LayersModel: ${reason}.`,
    hint: 'give the model.json (or its folder) that `model.save()` or `tensorflowjs_converter --output_format tfjs_layers_model` wrote',
  };
}

export function unknownLayer(file: string, feature: string, found: string, known: readonly string[]): Problem {
  const match = closest(found, known);
  return {
    code: 'CONTRASEG_UNKNOWN_LAYER',
    file,
    path: `features.${feature}`,
    message: `the model has no layer called "${found}".`,
    hint: `${match ? `did you mean "${match}"?  ` : ''}it has: ${known.join(', ')}`,
  };
}

export function unfitLayer(file: string, feature: string, layer: string, shape: readonly (number | null)[]): Problem {
  return {
    code: 'CONTRASEG_UNFIT_LAYER',
    file,
    path: `features.${feature}`,
    message: `the output of "${layer}" is [${shape.map((size) => size ?? '?').join(', ')}], not a map [batch, height, width, channels].`,
  };
}

export function unfitInput(file: string, shapes: readonly (readonly (number | null)[])[]): Problem {
  const found = shapes.map((shape) => `[${shape.map((size) => size ?? '?').join(', ')}]`).join(', ');
  return {
    code: 'CONTRASEG_UNFIT_INPUT',
    file,
    message: `a backbone reads one image [batch, height, width, 3]; this model reads ${found}.`,
  };
}

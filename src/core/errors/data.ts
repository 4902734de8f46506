import type { DataProblem } from '../interfaces/dataset.js';
import type { Problem } from './contraseg-error.js';
import { formatSize, type Size } from './image-files.js';
import { show } from './show.js';

export function missingData(folder: string, what: string, instructions: string): DataProblem {
  return { code: 'CONTRASEG_MISSING_DATA', file: folder, message: `no ${what} here.`, hint: instructions };
}

export function classListInvalid(file: string, reason: string): DataProblem {
  return {
    code: 'CONTRASEG_CLASS_LIST_INVALID',
    file,
    message: `not a list of classes: ${reason}.`,
    hint: 'write { "classes": [ { "name": "road", "color": [128, 64, 128] }, … ], "ignoreIndex": 255 }; label value i means classes[i], where the class has no "value"',
  };
}

/** @param name of the only class, where there is one */
export function tooFewClasses(name: string | undefined, file?: string): Problem {
  const only = name === undefined ? 'there is no class' : `"${name}" is the only class`;
  return {
    code: 'CONTRASEG_TOO_FEW_CLASSES',
    ...(file && { file }),
    message: `${only}: a network learns to tell two or more apart, and with one every pixel is right by definition.`,
    hint: 'give what is not meant a class of its own, for example { "name": "background" }, and its pixels its label value; pixels of the ignore index belong to no class',
  };
}

export function unprintableClass(index: number, name: string, file?: string): Problem {
  return {
    code: 'CONTRASEG_CLASS_LIST_INVALID',
    ...(file && { file }),
    path: `classes[${index}].name`,
    message: `the name ${JSON.stringify(name)} has control characters.`,
    hint: 'names are printed in tables and pages: use letters, digits, spaces and signs',
  };
}

export function emptySplit(folder: string, split: string): DataProblem {
  return {
    code: 'CONTRASEG_EMPTY_SPLIT',
    file: folder,
    message: `the split "${split}" holds no image with a mask.`,
    hint: 'put images and masks of the same name into it, or remove the folder',
  };
}

/** @param path the option that named the split, where one did */
export function unknownSplit(split: string, known: readonly string[], path?: string): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_SPLIT',
    ...(path && { path }),
    message: `the data set has no split "${split}".`,
    hint: `it has: ${known.join(', ') || 'none'}`,
  };
}

export function tooFewImages(wanted: number, split: { readonly name: string; readonly size: number }): Problem {
  return {
    code: 'CONTRASEG_TOO_FEW_IMAGES',
    path: 'trainer.trainImages',
    message: `${wanted} images are wanted, the split "${split.name}" has ${split.size}.`,
    hint: `at most ${split.size}; without the option all of them are used`,
  };
}

export function brokenListLine(list: string, line: number, text: string): DataProblem {
  return {
    code: 'CONTRASEG_BROKEN_LIST',
    file: list,
    path: `line ${line}`,
    message: `expected an image, a tab and its mask, found ${show(text)}.`,
    hint: 'contraseg init <folder> writes such lists',
  };
}

/** @param other a file that may be its mask, or that it may be the mask of */
export function imageWithoutMask(image: string, expected: string, other?: string): DataProblem {
  return {
    code: 'CONTRASEG_IMAGE_WITHOUT_MASK',
    file: image,
    message: `the image has no mask; expected ${expected}.`,
    hint: other
      ? `${other} looks like its partner: contraseg init <folder> pairs such names`
      : 'add the mask or remove the image',
  };
}

export function maskWithoutImage(mask: string, expected: string): DataProblem {
  return {
    code: 'CONTRASEG_MASK_WITHOUT_IMAGE',
    file: mask,
    message: `the mask has no image; expected ${expected}.`,
    hint: 'add the image or remove the mask',
  };
}

/** @param values stray label values with the number of pixels of each */
export function strayLabels(
  file: string,
  values: ReadonlyMap<number, number>,
  allowed: readonly number[],
  ignoreIndex: number,
): DataProblem {
  const found = [...values].map(([value, pixels]) => `${value} (${pixels} px)`).join(', ');
  return {
    code: 'CONTRASEG_STRAY_LABEL',
    file,
    message: `label values outside the class list: ${found}; allowed are ${ranges(allowed)} and ${ignoreIndex} (ignored).`,
    hint: 'correct the mask, or extend the class list',
  };
}

/** Colours that are listed in a problem; a JPEG has thousands. */
const NAMED_COLORS = 4;

/** @param colors of no class, 0xRRGGBB, with the number of pixels of each */
export function strayColors(file: string, colors: ReadonlyMap<number, number>): DataProblem {
  const frequent = [...colors].sort(([, a], [, b]) => b - a).slice(0, NAMED_COLORS);
  const named = frequent.map(([color, pixels]) => `#${color.toString(16).padStart(6, '0')} (${pixels} px)`);
  if (colors.size > named.length) named.push(`${colors.size - named.length} more`);
  return {
    code: 'CONTRASEG_STRAY_LABEL',
    file,
    message: `colours of no class: ${named.join(', ')}.`,
    hint:
      colors.size > 64
        ? 'so many colours come from JPEG or from smoothed edges: `contraseg data convert --nearest-color` takes the nearest class for each'
        : 'add them to the class list, as the "color" of a class or under "ignore"',
  };
}

export function unlabelledMask(image: string): DataProblem {
  return {
    code: 'CONTRASEG_UNLABELLED_MASK',
    file: image,
    message: 'every pixel of its mask is ignored.',
    hint: 'the image teaches nothing: label it or remove it',
  };
}

export function duplicateImage(file: string, split: string, other: string, otherSplit: string): DataProblem {
  return {
    code: 'CONTRASEG_DUPLICATE_IMAGE',
    file,
    message: `the image (${split}) has the same pixels as ${other} (${otherSplit}).`,
    hint:
      split === otherSplit
        ? 'keep one of them, or it counts twice'
        : 'keep it in one split only, or the evaluation sees training images',
  };
}

/** @param split that is trained on @param binary the masks hold nothing but class 0 and 255, which is ignored */
export function absentClasses(names: readonly string[], split: string, binary: boolean): Problem {
  const hint = 'add images with them, take them off the class list, or set trainer.allowEmptyClasses: true';
  return {
    code: 'CONTRASEG_ABSENT_CLASS',
    message: `no pixel of the split "${split}" is of ${names.length === 1 ? 'class' : 'the classes'} ${names.map((name) => `"${name}"`).join(', ')}.`,
    hint: binary
      ? `the masks hold only 0 and 255, and 255 is ignored: where it means "${names.at(-1)}", say so in the class list,
{ "name": "${names.at(-1)}", "value": 255 }, or write 1 into the masks
otherwise ${hint}`
      : hint,
  };
}

/** Labels there are, yet none that counts: no figure of this split is a number. */
export function unlabelledSplit(split: string): Problem {
  return {
    code: 'CONTRASEG_UNLABELLED_SPLIT',
    message: `every pixel of the split "${split}" is ignored, so nothing can be measured on it.`,
    hint: 'label its masks, or name another split as trainer.valSplit',
  };
}

export function batchSizesDiffer(samples: readonly (Size & { readonly id: string })[]): Problem {
  const list = samples.map((sample) => `${sample.id}: ${formatSize(sample)}`).join(', ');
  return {
    code: 'CONTRASEG_BATCH_SIZES_DIFFER',
    message: `the samples of one batch differ in size after the transforms (width x height): ${list}.`,
    hint: 'end the transforms with random-crop, resize or pad to one size',
  };
}

export function transformFailed(sample: string, cause: unknown): Problem {
  return {
    code: 'CONTRASEG_TRANSFORM_FAILED',
    message: `preparing the sample "${sample}" failed: ${cause instanceof Error ? cause.message : String(cause)}`,
  };
}

export function runsNotComparable(a: string, b: string): Problem {
  return {
    code: 'CONTRASEG_RUNS_NOT_COMPARABLE',
    message: `${a} and ${b} were not evaluated on the same images and classes.`,
    hint: 'compare runs on one data set; --set data.root=… applies to both',
  };
}

/** `0, 1, 2, 5` as `0–2, 5`. */
function ranges(values: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; ) {
    let end = i;
    while (values[end + 1] === values[end]! + 1) end++;
    parts.push(end === i ? `${values[i]}` : `${values[i]}–${values[end]}`);
    i = end + 1;
  }
  return parts.join(', ');
}

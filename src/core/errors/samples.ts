import type { Problem } from './contraseg-error.js';

/** @param source who made the sample: a split, or a transform */
export function malformedSample(sample: string, source: string, found: string, expected: string): Problem {
  return {
    code: 'CONTRASEG_MALFORMED_SAMPLE',
    message: `the sample "${sample}" of ${source} has ${found}; expected ${expected}.`,
    hint: 'correct the plugin: a sample is { id, width, height, image: Uint8Array(height * width * 3), label: Uint8Array(height * width) }',
  };
}

/** @param values labels of no class with the number of pixels of each */
export function strayLabelsOfSample(
  sample: string,
  source: string,
  values: ReadonlyMap<number, number>,
  classCount: number,
  ignoreIndex: number,
): Problem {
  const found = [...values].map(([value, pixels]) => `${value} (${pixels} px)`).join(', ');
  return {
    code: 'CONTRASEG_STRAY_LABEL',
    message: `the sample "${sample}" of ${source} has labels of no class: ${found}; allowed are 0–${classCount - 1} and ${ignoreIndex} (ignored).`,
    hint: 'correct the plugin: a label is the index of a class, or the ignore index of the data set',
  };
}

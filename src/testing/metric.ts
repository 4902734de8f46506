import { isDeepStrictEqual } from 'node:util';
import { ConfusionMatrix } from '../core/evaluation/confusion-matrix.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { Metric, MetricResult } from '../core/interfaces/metric.js';
import { RandomStream } from '../core/random/random-stream.js';
import { withoutMathRandom } from './draws.js';
import { fail, suite } from './suite.js';

const CLASSES: readonly ClassInfo[] = ['sky', 'road', 'car', 'tree'].map((name, i) => ({
  name,
  color: [i, 60 * i, 9],
}));

interface Situation {
  readonly name: string;
  /** Truth and prediction of pixel `i`. */
  readonly pixel: (i: number, random: RandomStream) => readonly [truth: number, prediction: number];
  /** Class that neither truth nor prediction shows. */
  readonly absent?: number;
}

const SITUATIONS: readonly Situation[] = [
  { name: 'all classes', pixel: (i, random) => [i % 4, random.integer(4)] },
  { name: 'a perfect prediction', pixel: (i) => [i % 4, i % 4] },
  { name: 'an absent class', pixel: (i, random) => [i % 3, random.integer(3)], absent: 3 },
  { name: 'a class that is only predicted', pixel: (i, random) => [i % 3, random.integer(4)] },
  { name: 'a class that is never predicted', pixel: (i, random) => [i % 4, random.integer(3)] },
  { name: 'one class alone', pixel: () => [1, 1], absent: 2 },
];

/**
 * Tries a metric on confusion matrices with all classes, absent ones, one alone, and on an empty one: the same summary
 * figures each time, finite and 0 to 1 wherever a pixel is labelled, NaN in the table for absent classes, and the same
 * whatever was computed before. Throws an AssertionError that says what is wrong; runs in any framework.
 * @param create makes a new, equal metric at each call; there are four classes
 */
export function testMetric(create: () => Metric): Promise<void> {
  return suite('metric', () => {
    const [metric, twin] = [create(), create()];
    const names = Object.keys(compute(metric, 'no pixel at all', new ConfusionMatrix(CLASSES.length)).summary);
    if (names.length === 0) fail('the summary of an empty matrix names no figure, and that is where names are read');
    const results = SITUATIONS.map((situation) => {
      const result = compute(metric, situation.name, matrixOf(situation));
      checkSummary(situation.name, result, names);
      checkTable(situation, result);
      return result;
    });
    SITUATIONS.forEach((situation, i) => {
      for (const [each, who] of [
        [metric, 'when asked again'],
        [twin, 'from one metric to an equal one'],
      ] as const) {
        if (isDeepStrictEqual(compute(each, situation.name, matrixOf(situation)), results[i])) continue;
        fail(`${situation.name}: the figures differ ${who}; they depend on the given counts alone`);
      }
    });
  });
}

function matrixOf({ pixel }: Situation): ConfusionMatrix {
  const random = RandomStream.fromSeed(5);
  const matrix = new ConfusionMatrix(CLASSES.length);
  for (let i = 0; i < 400; i++) {
    const [truth, prediction] = pixel(i, random);
    matrix.counts[truth * CLASSES.length + prediction]!++;
  }
  return matrix;
}

function compute(metric: Metric, situation: string, matrix: ConfusionMatrix): MetricResult {
  const before = matrix.counts.slice();
  const result = withoutMathRandom('compute', () => metric.compute(matrix, structuredClone(CLASSES)));
  if (!isDeepStrictEqual(matrix.counts, before)) fail(`${situation}: compute overwrites the counts`);
  return result;
}

function checkSummary(situation: string, { summary }: MetricResult, names: readonly string[]): void {
  const found = Object.keys(summary);
  if (!isDeepStrictEqual([...found].sort(), [...names].sort())) {
    fail(`${situation}: the summary has ${found.join(', ')}, that of an empty matrix ${names.join(', ')}`);
  }
  for (const [name, value] of Object.entries(summary)) {
    if (!(value >= 0 && value <= 1))
      fail(`${situation}: ${name} is ${value}; figures of a split are numbers from 0 to 1`);
  }
}

function checkTable({ name, absent }: Situation, { perClass = {} }: MetricResult): void {
  for (const [column, values] of Object.entries(perClass)) {
    if (values.length !== CLASSES.length)
      fail(`${name}: ${column} has ${values.length} rows for ${CLASSES.length} classes`);
    if (absent !== undefined && !Number.isNaN(values[absent])) {
      fail(`${name}: ${column} of the absent class ${absent} is ${values[absent]}, not NaN`);
    }
    const bad = name === 'all classes' ? values.findIndex((value) => !Number.isFinite(value)) : -1;
    if (bad >= 0) fail(`${name}: ${column} of class ${bad} is ${values[bad]}`);
  }
}

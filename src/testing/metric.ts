import { isDeepStrictEqual } from 'node:util';
import { ConfusionMatrix } from '../core/evaluation/confusion-matrix.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { MeasuredImage, Metric, MetricResult } from '../core/interfaces/metric.js';
import { RandomStream } from '../core/random/random-stream.js';
import { withoutMathRandom } from './draws.js';
import { fail, suite } from './suite.js';

const CLASSES: readonly ClassInfo[] = ['sky', 'road', 'car', 'tree'].map((name, i) => ({
  name,
  color: [i, 60 * i, 9],
}));

/** Height and width of what is labelled. */
const SIDE = 20;
/** Not 255, which a metric might have written down. */
const IGNORE_INDEX = 77;

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
 * whatever was computed before. One that reads images leaves them as they are and does not see what is predicted for ignored
 * pixels. Throws an AssertionError that says what is wrong; runs in any framework.
 * @param create makes a new, equal metric at each call; there are four classes
 */
export function testMetric(create: () => Metric): Promise<void> {
  return suite('metric', () => {
    const [metric, twin] = [create(), create()];
    const names = Object.keys(evaluate(metric, 'no pixel at all').summary);
    if (names.length === 0) fail('the summary of an empty matrix names no figure, and that is where names are read');
    const results = SITUATIONS.map((situation) => {
      const result = evaluate(metric, situation.name, imageOf(situation));
      checkSummary(situation.name, result, names);
      checkTable(situation, result);
      return result;
    });
    SITUATIONS.forEach((situation, i) => {
      for (const [each, who] of [
        [metric, 'when asked again'],
        [twin, 'from one metric to an equal one'],
      ] as const) {
        if (isDeepStrictEqual(evaluate(each, situation.name, imageOf(situation)), results[i])) continue;
        fail(`${situation.name}: the figures differ ${who}; they depend on the given counts and images alone`);
      }
    });
  });
}

/** 400 pixels as the situation has them, and two rows that are ignored. */
function imageOf({ pixel }: Situation): MeasuredImage {
  const random = RandomStream.fromSeed(5);
  const labelled = Array.from({ length: SIDE * SIDE }, (_, i) => pixel(i, random));
  const ignored = Array.from({ length: 2 * SIDE }, () => [IGNORE_INDEX, random.integer(CLASSES.length)] as const);
  const pixels = [...labelled, ...ignored];
  const label = Uint8Array.from(pixels, ([truth]) => truth);
  const image = new Uint8Array(3 * label.length);
  return {
    sample: { id: 'sample', width: SIDE, height: SIDE + 2, image, label },
    prediction: Uint8Array.from(pixels, ([, prediction]) => prediction),
    classCount: CLASSES.length,
    ignoreIndex: IGNORE_INDEX,
  };
}

/** What the metric says about one image, or about none. */
function evaluate(metric: Metric, situation: string, image?: MeasuredImage): MetricResult {
  const matrix = new ConfusionMatrix(CLASSES.length);
  if (image) matrix.add(image.sample.label, image.prediction, IGNORE_INDEX);
  const before = matrix.counts.slice();
  const readings = image && metric.readImage ? [read(metric, situation, image)] : [];
  const result = withoutMathRandom('compute', () => metric.compute(matrix, structuredClone(CLASSES), readings));
  if (!isDeepStrictEqual(matrix.counts, before)) fail(`${situation}: compute overwrites the counts`);
  return result;
}

function read(metric: Metric, situation: string, image: MeasuredImage): unknown {
  const [given, other] = [structuredClone(image), structuredClone(image)];
  const reading = withoutMathRandom('readImage', () => metric.readImage!(given));
  if (!isDeepStrictEqual(given, image)) fail(`${situation}: readImage overwrites what it is given`);
  for (let i = 0; i < other.prediction.length; i++) {
    if (image.sample.label[i] === IGNORE_INDEX) other.prediction[i] = (other.prediction[i]! + 1) % CLASSES.length;
  }
  if (!isDeepStrictEqual(metric.readImage!(other), reading)) {
    fail(`${situation}: what is predicted for ignored pixels changes what readImage says; their label is ignoreIndex`);
  }
  return reading;
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

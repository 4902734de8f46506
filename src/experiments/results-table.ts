import { estimate } from './confidence.js';
import type { Experiment } from './experiment.js';
import { commonBaseline, type PairedRow, pairedRows, present } from './paired.js';
import type { RunResult } from './results.js';

type TableOptions = Pick<Experiment, 'variants' | 'seeds' | 'metric' | 'split'>;

/**
 * The results as Markdown: a row for each variant with mean and standard deviation over seeds, its difference from the row that
 * it is compared with, seed by seed, with the 95 % interval of the mean difference, and what it costs; below, what the runs
 * were made with. Figures in percent.
 */
export function formatResults(results: readonly RunResult[], options: TableOptions): string {
  const { seeds, metric } = options;
  const paired = pairedRows(results, options);
  const baseline = commonBaseline(paired);
  const stepOf = (variant: string) =>
    average(results.filter((result) => result.variant === variant).map(({ stepTime }) => stepTime.step));
  const rows = paired.map(({ name, against, values, differences }) => {
    const own = results.filter(({ variant }) => variant === name);
    const isBaseline = name === against;
    return [
      name,
      withDeviation(values),
      ...values.map((value) => fixed(value)),
      ...(baseline === undefined ? [isBaseline ? '' : against] : []),
      ...(isBaseline ? ['', ''] : [withDeviation(differences, true), interval(differences)]),
      fixed(stepOf(name), 0),
      isBaseline ? '' : fixed(stepOf(name) / stepOf(against)),
      fixed(average(own.map(({ minutes }) => minutes)), 1),
    ];
  });
  const head = [
    'variant',
    `${metric}, mean ± sd`,
    ...seeds.map((seed) => `seed ${seed}`),
    ...(baseline === undefined ? ['against', 'paired difference'] : [`paired difference from ${baseline}`]),
    '95 % interval',
    'ms/step',
    'times',
    'min/run',
  ];
  return [markdownTable(head, rows), classTable(results, options), provenance(results, options)]
    .join('\n\n')
    .concat('\n');
}

/** IoU of each class: that of rows that others are compared with, and what the others add; mean and deviation over seeds. */
function classTable(results: readonly RunResult[], options: TableOptions): string {
  const run = pairedRows(results, options).filter(({ name }) => results.some(({ variant }) => variant === name));
  if (run.length === 0) return '';
  const { seeds } = options;
  const lines = (variant: string, seed: number) =>
    results.findLast((result) => result.variant === variant && result.seed === seed)?.perClass.IoU ?? [];
  const figure = (variant: string, seed: number, c: number) => 100 * (lines(variant, seed)[c] ?? Number.NaN);
  const cell = ({ name, against }: PairedRow, c: number) =>
    name === against
      ? withDeviation(seeds.map((seed) => figure(name, seed, c)))
      : withDeviation(
          seeds.map((seed) => figure(name, seed, c) - figure(against, seed, c)),
          true,
        );
  const rows = results[0]!.classes.map((name, c) => [name, ...run.map((row) => cell(row, c))]);
  const head = run.map(({ name, against }) => (name === against ? name : `${name}, difference`));
  return markdownTable(['IoU of class', ...head], rows);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const ruler = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, ruler, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function provenance(
  results: readonly RunResult[],
  { variants, split }: Pick<TableOptions, 'variants' | 'split'>,
): string {
  const images = distinct(results.map((result) => result.images)).join(' or ');
  const weights = distinct(results.map(({ checkpoint }) => checkpoint)).join(' or ');
  const iterations = distinct(results.map((result) => result.iterations)).join(' or ');
  const made = distinct(
    results.map(({ versions, engine }) => {
      const native = engine.tensorflow ? ` (TensorFlow ${engine.tensorflow}${threads(engine.threads)})` : '';
      return `contraseg ${versions.contraseg}, Node ${versions.node}, ${engine.name}${native}`;
    }),
  );
  const commands = variants.flatMap(({ name }) => results.find(({ variant }) => variant === name)?.command ?? []);
  return [
    `${images} images of \`${split}\`, ${weights} weights, ${iterations} iterations. sd: sample standard deviation over seeds.`,
    "The interval is Student's t over seeds; a difference whose interval holds 0 is not shown by these runs.",
    `Made with ${made.join('; ')}.`,
    '',
    'The first run of each row:',
    '',
    '```sh',
    ...commands,
    '```',
  ].join('\n');
}

function threads(count: number | undefined): string {
  return count === undefined ? '' : `, ${count} threads`;
}

/** `53.20 ± 0.41` of the values that are there; no deviation for a single one. */
function withDeviation(values: readonly number[], signed = false): string {
  const { mean, deviation } = estimate(present(values));
  const shown = signed ? withSign(mean) : fixed(mean);
  return Number.isNaN(deviation) ? shown : `${shown} ± ${fixed(deviation)}`;
}

/** `-0.65 … +1.61`, of two values or more. */
function interval(values: readonly number[]): string {
  const { mean, halfWidth } = estimate(present(values));
  return Number.isNaN(halfWidth) ? '–' : `${withSign(mean - halfWidth)} … ${withSign(mean + halfWidth)}`;
}

function withSign(value: number): string {
  return `${value > 0 ? '+' : ''}${fixed(value)}`;
}

function fixed(value: number, digits = 2): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

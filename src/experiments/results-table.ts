import { estimate } from './confidence.js';
import type { Experiment } from './experiment.js';
import { pairedRows, present } from './paired.js';
import type { RunResult } from './results.js';

type TableOptions = Pick<Experiment, 'variants' | 'seeds' | 'metric' | 'split'>;

/**
 * The results as Markdown: a row for each variant with mean and standard deviation over seeds, its difference from the first
 * row, seed by seed, with the 95 % interval of the mean difference, and what it costs; below, what the runs were made with.
 * Figures in percent.
 */
export function formatResults(results: readonly RunResult[], { variants, seeds, metric, split }: TableOptions): string {
  const baseline = variants[0]!.name;
  const stepOf = (variant: string) =>
    average(results.filter((result) => result.variant === variant).map(({ stepTime }) => stepTime.step));
  const rows = pairedRows(results, { variants, seeds, metric }).map(({ name, values, differences }) => {
    const own = results.filter(({ variant }) => variant === name);
    return [
      name,
      withDeviation(values),
      ...values.map((value) => fixed(value)),
      ...(name === baseline ? ['', ''] : [withDeviation(differences, true), interval(differences)]),
      fixed(stepOf(name), 0),
      name === baseline ? '' : fixed(stepOf(name) / stepOf(baseline)),
      fixed(average(own.map(({ minutes }) => minutes)), 1),
    ];
  });
  const head = [
    'variant',
    `${metric}, mean ± sd`,
    ...seeds.map((seed) => `seed ${seed}`),
    `paired difference from ${baseline}`,
    '95 % interval',
    'ms/step',
    'times',
    'min/run',
  ];
  return [markdownTable(head, rows), classTable(results, { variants, seeds }), provenance(results, { variants, split })]
    .join('\n\n')
    .concat('\n');
}

/** IoU of each class in the first row, and what the others add to it: mean and standard deviation over seeds. */
function classTable(
  results: readonly RunResult[],
  { variants, seeds }: Pick<TableOptions, 'variants' | 'seeds'>,
): string {
  const lines = (variant: string, seed: number) =>
    results.findLast((result) => result.variant === variant && result.seed === seed)?.perClass.IoU ?? [];
  const run = variants.map(({ name }) => name).filter((name) => results.some(({ variant }) => variant === name));
  const [baseline, ...others] = run;
  if (baseline === undefined) return '';
  const figure = (variant: string, seed: number, c: number) => 100 * (lines(variant, seed)[c] ?? Number.NaN);
  const rows = results[0]!.classes.map((name, c) => [
    name,
    withDeviation(seeds.map((seed) => figure(baseline, seed, c))),
    ...others.map((other) =>
      withDeviation(
        seeds.map((seed) => figure(other, seed, c) - figure(baseline, seed, c)),
        true,
      ),
    ),
  ]);
  return markdownTable([`IoU of class`, baseline, ...others.map((other) => `${other}, difference`)], rows);
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

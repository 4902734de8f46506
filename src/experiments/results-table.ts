import type { Experiment } from './experiment.js';
import type { RunResult } from './results.js';

type TableOptions = Pick<Experiment, 'variants' | 'seeds' | 'metric' | 'split'>;

/**
 * The results as Markdown: a row for each variant with mean and standard deviation over seeds, and its difference from the
 * first row, seed by seed; below, what the runs were made with. Figures in percent.
 */
export function formatResults(results: readonly RunResult[], { variants, seeds, metric, split }: TableOptions): string {
  const figure = (variant: string, seed: number): number => {
    const found = results.findLast((result) => result.variant === variant && result.seed === seed);
    return 100 * (found?.summary[metric] ?? Number.NaN);
  };
  const baseline = variants[0]!.name;
  const rows = variants.map(({ name }) => {
    const values = seeds.map((seed) => figure(name, seed));
    const differences = seeds.map((seed) => figure(name, seed) - figure(baseline, seed));
    const own = results.filter(({ variant }) => variant === name);
    return [
      name,
      withDeviation(values),
      ...values.map((value) => fixed(value)),
      name === baseline ? '' : withDeviation(differences, true),
      fixed(average(own.map(({ stepTime }) => stepTime.step)), 0),
      fixed(average(own.map(({ minutes }) => minutes)), 1),
    ];
  });
  const head = [
    'variant',
    `${metric}, mean ± sd`,
    ...seeds.map((seed) => `seed ${seed}`),
    `paired difference from ${baseline}`,
    'ms/step',
    'min/run',
  ];
  const ruler = head.map((_, i) => (i === 0 ? '---' : '---:'));
  const lines = [head, ruler, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n\n${provenance(results, { variants, split })}\n`;
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
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = average(present);
  const sign = signed && mean > 0 ? '+' : '';
  if (present.length < 2) return `${sign}${fixed(mean)}`;
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (present.length - 1);
  return `${sign}${fixed(mean)} ± ${fixed(Math.sqrt(variance))}`;
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

import { resolve } from 'node:path';
import { z } from 'zod';
import { mergeLayers } from '../core/config/layers.js';
import { loadConfigFile } from '../core/config/load-file.js';
import { Validator } from '../core/config/validate.js';
import { ContrasegError } from '../core/errors/index.js';
import { path, type Resolved } from '../core/options/references.js';
import { Registry } from '../core/registry/registry.js';

const overrides = z
  .record(z.string(), z.unknown())
  .default({})
  .describe('Values by path, as in --set: { losses[1].temperature: 0.07 }.');

const VariantSchema = z.strictObject({
  name: z
    .string()
    .regex(/[a-z0-9]/i, 'Expected a name with at least one letter or digit')
    .describe('Its row in the table.'),
  config: path().describe('Configuration file, relative to the experiment.'),
  set: overrides,
  against: z.string().optional().describe('Row that this one is compared with, seed by seed; the first when absent.'),
});

const ExperimentSchema = z.strictObject({
  seeds: z
    .array(z.int())
    .min(1)
    .refine(unique, 'Expected every seed once')
    .describe('Each variant is trained with each seed.'),
  split: z.string().default('test').describe('Split that the trained models are evaluated on.'),
  checkpoint: z
    .enum(['last', 'best'])
    .default('last')
    .describe('Which weights are evaluated; last needs no choice on validation images, which would add noise.'),
  metric: z.string().default('mIoU').describe('Figure in the table.'),
  set: overrides.describe('Overrides for every variant.'),
  variants: z
    .array(VariantSchema)
    .min(1)
    .refine((list) => unique(list.map(({ name }) => slug(name))), 'Expected names that differ in letters and digits')
    .refine(haveTheirRows, 'Expected `against` to name a row')
    .describe('Rows of the table.'),
});

/** A grid of variants and seeds. Paths are absolute. */
export type Experiment = Resolved<typeof ExperimentSchema> & { readonly file: string };
export type Variant = Experiment['variants'][number];

/** Reads an experiment file. @throws ContrasegError with everything that is wrong in it */
export async function loadExperiment(file: string): Promise<Experiment> {
  const { value, origins } = mergeLayers(await loadConfigFile(file));
  const validator = new Validator(new Registry(), origins, process.cwd());
  const experiment = validator.validate(ExperimentSchema, value) as Resolved<typeof ExperimentSchema>;
  if (validator.problems.length > 0) throw new ContrasegError(validator.problems);
  return { ...experiment, file: resolve(file) };
}

/** A name as a folder: `+ both banks` is `both-banks`. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function unique(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}

function haveTheirRows(variants: readonly { readonly name: string; readonly against?: string | undefined }[]): boolean {
  return variants.every(({ against }) => against === undefined || variants.some(({ name }) => name === against));
}

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { LoadedPlugin } from '../config/load-plugins.js';
import type { EngineInfo } from '../engine/index.js';
import { ContrasegError } from '../errors/index.js';
import { damagedMetadata } from '../errors/run.js';
import { writeWhole } from '../files/write-whole.js';
import type { ClassInfo } from '../interfaces/dataset.js';
import { VERSION } from '../version.js';
import type { RunDirectory } from './directory.js';

const Program = {
  contraseg: z.string(),
  node: z.string(),
  engine: z.looseObject({ name: z.string(), backend: z.string(), threads: z.number(), reason: z.string() }),
  /** The command line, without the folders of program and script. */
  command: z.array(z.string()),
};

const Resumption = z.object({
  ...Program,
  time: z.string(),
  /** Steps that were finished. */
  iteration: z.int().nonnegative(),
  /** What was not as before: paths of the configuration, `classes`, `training images`. */
  changes: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
});

const Metadata = z.object({
  ...Program,
  plugins: z.array(z.object({ name: z.string(), version: z.string(), specifier: z.string() })),
  started: z.string(),
  classes: z.array(z.object({ name: z.string(), color: z.tuple([z.number(), z.number(), z.number()]) })).min(1),
  /** Of the data; runs of before it was recorded used 255, as all our data sets do. */
  ignoreIndex: z.int().min(0).max(255).default(255),
  resumed: z.array(Resumption).default([]),
});

/** `run.json`: what a run was made with, and what its model needs to be used without the data. */
export type RunMetadata = z.infer<typeof Metadata>;
export type Resumption = z.infer<typeof Resumption>;

/** Writes the record of a run that begins. */
export async function writeMetadata(
  directory: RunDirectory,
  {
    engine,
    ...run
  }: {
    engine: EngineInfo;
    plugins: readonly LoadedPlugin[];
    classes: readonly ClassInfo[];
    ignoreIndex: number;
  },
): Promise<void> {
  await write(directory, { ...program(engine), started: new Date().toISOString(), ...run });
}

/** Adds to the record that a run goes on, from where, and with what changed. */
export async function recordResumption(
  directory: RunDirectory,
  engine: EngineInfo,
  resumption: Pick<Resumption, 'iteration' | 'changes'>,
): Promise<void> {
  const metadata = await readMetadata(directory);
  const entry = { ...program(engine), time: new Date().toISOString(), ...resumption };
  await write(directory, { ...metadata, resumed: [...metadata.resumed, entry] });
}

/** @throws ContrasegError naming what is wrong with the file */
export async function readMetadata(directory: RunDirectory): Promise<RunMetadata> {
  const file = directory.metadata;
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ContrasegError(damagedMetadata(file, [(error as Error).message]), { cause: error });
  }
  const parsed = Metadata.safeParse(json);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new ContrasegError(damagedMetadata(file, reasons));
}

function program(engine: EngineInfo) {
  const [script = '', ...rest] = process.argv.slice(1);
  return { contraseg: VERSION, node: process.version, engine, command: [basename(script), ...rest] };
}

async function write(directory: RunDirectory, metadata: object): Promise<void> {
  await writeWhole(directory.metadata, `${JSON.stringify(metadata, null, 2)}\n`);
}

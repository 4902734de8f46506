import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EngineInfo } from '../core/engine/index.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { LoadedPlugin } from '../core/registry/load-plugins.js';
import type { RunDirectory } from '../core/training/run-directory.js';
import { VERSION } from '../core/version.js';

/** `run.json`: what a run was made with, and what its model needs to be used without the data. */
export interface RunMetadata {
  readonly contraseg: string;
  readonly node: string;
  readonly engine: EngineInfo;
  /** The command line, without the folders of program and script. */
  readonly command: readonly string[];
  readonly plugins: readonly LoadedPlugin[];
  readonly started: string;
  readonly classes: readonly ClassInfo[];
}

export async function writeMetadata(
  directory: RunDirectory,
  run: Pick<RunMetadata, 'engine' | 'plugins' | 'classes'>,
): Promise<void> {
  const [script = '', ...rest] = process.argv.slice(1);
  const metadata: RunMetadata = {
    contraseg: VERSION,
    node: process.version,
    command: [basename(script), ...rest],
    started: new Date().toISOString(),
    ...run,
  };
  await writeWhole(directory.metadata, `${JSON.stringify(metadata, null, 2)}\n`);
}

export async function readMetadata(directory: RunDirectory): Promise<RunMetadata> {
  return JSON.parse(await readFile(directory.metadata, 'utf8')) as RunMetadata;
}

import type { Difference } from '../core/config/differences.js';
import type { LoadedConfig } from '../core/config/load-config.js';
import { InlinePlugin } from '../core/config/plain-data.js';
import { plainConfig, resolvedYaml } from '../core/config/resolved.js';
import { IMAGENET_NORMALIZATION } from '../core/data/loading/normalization.js';
import { gatherValues } from '../core/distributed/gather-values.js';
import type { EngineInfo } from '../core/engine/index.js';
import { foreignCheckpoint } from '../core/errors/cluster.js';
import { ContrasegError } from '../core/errors/index.js';
import { alreadyBeyond, resumedRunChanged } from '../core/errors/run.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { Collective } from '../core/interfaces/collective.js';
import type { BuiltRun } from '../core/run/build.js';
import { compareConfigs, describeDifference } from '../core/run/changes.js';
import { loadCheckpoint } from '../core/run/checkpoint/checkpoint.js';
import type { CheckpointHeader, RunIdentity } from '../core/run/checkpoint/checkpoint-file.js';
import { resumeCheckpoint, saveLastCheckpoint } from '../core/run/checkpoint/last-checkpoint.js';
import type { RunDirectory } from '../core/run/directory.js';
import { recordResumption, writeMetadata } from '../core/run/metadata.js';
import { setAside } from '../core/run/replaced.js';
import { settleNormalization } from '../core/run/settled-config.js';
import { VERSION } from '../core/version.js';
import { readConfig } from './config.js';

interface Start {
  readonly directory: RunDirectory;
  readonly loaded: LoadedConfig;
  readonly run: BuiltRun;
  readonly engine: EngineInfo;
}

/** Makes the folder that of a new run. A run with checkpoints is moved aside until the new one has its first. */
export async function startRun({ directory, loaded, run, engine }: Start): Promise<void> {
  if (directory.resumable) await setAside(directory);
  await directory.create();
  const { classes, ignoreIndex } = run.dataset;
  await writeMetadata(directory, { engine, plugins: loaded.plugins, classes, ignoreIndex });
  await writeConfig(directory, loaded, engine);
}

interface Resume extends Start {
  readonly identity: RunIdentity;
  readonly report: (line: string) => void;
  readonly allowChange: boolean;
}

/**
 * Restores a run from its last checkpoint, and records and reports what is not as before.
 * @throws ContrasegError where that would make another run of it, with every difference
 */
export async function resumeRun({ directory, loaded, run, engine, identity, report, allowChange }: Resume) {
  const own = await ownConfig(directory, loaded);
  const { free, binding } = compareConfigs(plainConfig(own), plainConfig(loaded));
  if (binding.length > 0 && !allowChange) throw changed(directory, binding);
  const { header, recovered } = await resumeCheckpoint(directory, run.parts);
  if (recovered) {
    const kept = recovered.damaged ? ` (kept as ${recovered.damaged})` : '';
    report(`the last checkpoint cannot be used: ${recovered.reason}${kept}`);
    report(`going on from the one before, at iteration ${header.iteration}`);
    await saveLastCheckpoint(directory, header, run.parts);
  }
  const strange = compareIdentity(header, identity);
  if (strange.length > 0 && !allowChange) throw changed(directory, strange);
  const { iteration } = header;
  const { iterations } = loaded.config.trainer;
  if (iteration > iterations) throw new ContrasegError(alreadyBeyond(directory.path, iteration, iterations));

  const changes = [...free, ...binding, ...strange];
  for (const difference of changes) report(`changed at iteration ${iteration}: ${describeDifference(difference)}`);
  const recorded = changes.map(({ path, a, b }) => ({ path, before: a ?? null, after: b ?? null }));
  await recordResumption(directory, engine, { iteration, changes: recorded });
  if (changes.length > 0) await writeConfig(directory, loaded, engine);
  return header;
}

/**
 * Restores a run on every rank: rank 0 does what `resumeRun` does, the others then read the checkpoint that it found good.
 * @throws ContrasegError where another rank finds another checkpoint
 */
export async function joinResumed(
  directory: RunDirectory,
  run: BuiltRun,
  collective: Collective,
  resume: () => Promise<CheckpointHeader>,
): Promise<CheckpointHeader> {
  const leads = collective.rank === 0;
  const own = leads ? await resume() : undefined;
  const [header] = gatherValues(own, collective) as [CheckpointHeader];
  if (leads) return header;
  const { iteration } = await loadCheckpoint(directory.lastCheckpoint, run.parts);
  if (iteration !== header.iteration) {
    throw new ContrasegError(foreignCheckpoint(directory.lastCheckpoint, iteration, header.iteration, collective.rank));
  }
  return header;
}

function changed(directory: RunDirectory, differences: readonly Difference[]): ContrasegError {
  return new ContrasegError(resumedRunChanged(directory.path, differences.map(describeDifference)));
}

/** The configuration in the run's folder, with the defaults of this version; plugin objects come from the one at hand. */
export async function ownConfig(directory: RunDirectory, { merged }: LoadedConfig): Promise<LoadedConfig> {
  const plugins = (merged.value.plugins ?? []) as readonly unknown[];
  const objects = plugins.flat().some((plugin) => plugin instanceof InlinePlugin);
  const own = await readConfig({ config: { extends: directory.config, ...(objects && { plugins }) } });
  own.registry.dispose();
  return settleNormalization(own, IMAGENET_NORMALIZATION);
}

function compareIdentity(before: CheckpointHeader, now: RunIdentity): Difference[] {
  const classes = { path: 'classes', a: before.classes, b: now.classes };
  const images = { path: 'training images', a: before.trainingImages, b: now.trainingImages };
  return [classes, images].filter(({ a, b }) => JSON.stringify(a) !== JSON.stringify(b));
}

/** Writes what a run is made by, unless that is this very file, still there, which says where its values came from. */
async function writeConfig(directory: RunDirectory, loaded: LoadedConfig, engine: EngineInfo): Promise<void> {
  const isOwn = [...loaded.merged.origins.values()].every(({ source }) => source === directory.config);
  if (isOwn && directory.exists) return; // and it is gone where the run that it comes from was moved aside
  const header = `contraseg ${VERSION}, Node ${process.version}, ${engine.name}`;
  await writeWhole(directory.config, resolvedYaml(loaded, header));
}

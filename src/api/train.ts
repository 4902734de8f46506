import { basename, join } from 'node:path';
import type { LoadedConfig } from '../core/config/load-config.js';
import { resolvedYaml } from '../core/config/resolved.js';
import { type EngineInfo, selectEngine } from '../core/engine/index.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { Hook } from '../core/interfaces/hook.js';
import { type BuiltRun, buildRun } from '../core/training/build-run.js';
import { JsonlLog } from '../core/training/jsonl-log.js';
import { measure } from '../core/training/measure.js';
import { RunDirectory } from '../core/training/run-directory.js';
import { Trainer, type TrainResult } from '../core/training/trainer.js';
import { VERSION } from '../core/version.js';
import { checkData, type DataCheckProgress } from './check-data.js';
import { type ConfigSource, readConfig } from './config.js';
import { writeMetadata } from './metadata.js';
import { drawOverlays } from './overlays.js';

export interface TrainOptions extends ConfigSource {
  /** Folder of the run; `runs/<name of the config>` when absent. */
  readonly out?: string;
  /** What to do where the folder holds a run: refuse (default), go on with it, or start anew. */
  readonly mode?: 'new' | 'resume' | 'force';
  /** Watchers, before those of the configuration. */
  readonly hooks?: readonly Hook[];
  /** Aborting it ends the run after the current step, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Called while the files of a split are read before training. */
  readonly onDataCheck?: DataCheckProgress;
}

export interface TrainSummary extends TrainResult {
  readonly directory: string;
  readonly engine: EngineInfo;
  readonly classes: readonly ClassInfo[];
}

/**
 * Trains a segmenter from a configuration and leaves a run folder behind.
 * @throws ContrasegError with everything that is wrong with configuration, data or weights, before the first step
 */
export async function train(options: TrainOptions): Promise<TrainSummary> {
  const loaded = await readConfig(options);
  const { trainer, engine: request, threads } = loaded.config;
  const directory = new RunDirectory(options.out ?? join('runs', runName(loaded)));
  const mode = options.mode ?? 'new';
  const engine = await selectEngine(request, { threads });
  try {
    const run = await buildRun(loaded.registry, loaded.config);
    const { normalization } = loaded.config.model;
    const evaluate = async () => (await measure(run, run.validation, { normalization })).result;
    await directory.prepare(mode);
    if (trainer.checkData) await checkData(run.dataset, [trainer.trainSplit, trainer.valSplit], options.onDataCheck);
    if (mode !== 'resume') {
      await writeMetadata(directory, { engine, plugins: loaded.plugins, classes: run.dataset.classes });
      const header = `contraseg ${VERSION}, Node ${process.version}, ${engine.name}`;
      await writeWhole(directory.config, resolvedYaml(loaded, header));
    }
    const result = await new Trainer({
      ...trainerParts(run),
      directory,
      engine: engine.name,
      normalization,
      totalIterations: trainer.iterations,
      evaluate,
      evaluateEvery: trainer.evaluateEvery,
      evaluationSplit: trainer.valSplit,
      checkpointEvery: trainer.checkpointEvery,
      keepBest: trainer.keepBest,
      hooks: [new JsonlLog(directory.log, trainer.logEvery), ...(options.hooks ?? []), ...run.hooks],
      resume: mode === 'resume',
      signal: options.signal,
    }).run();
    await drawOverlays(run, normalization, trainer.overlays, directory.overlays);
    return { ...result, directory: directory.path, engine, classes: run.dataset.classes };
  } finally {
    loaded.registry.dispose();
  }
}

function trainerParts(run: BuiltRun) {
  const { step, losses, optimizer, schedule, batches, parts, dataset } = run;
  return {
    step,
    losses,
    optimizer,
    schedule,
    batches,
    parts,
    iterationsPerEpoch: batches.iterationsPerEpoch,
    classNames: dataset.classes.map(({ name }) => name),
  };
}

/** The config's file name, or `run` for a configuration object. */
function runName({ file }: LoadedConfig): string {
  return file ? basename(file).replace(/(\.config)?\.\w+$/, '') : 'run';
}

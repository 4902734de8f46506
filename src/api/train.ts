import type { LoadedConfig } from '../core/config/load-config.js';
import { fingerprint } from '../core/data/inspection/fingerprint.js';
import { type EngineInfo, selectEngine } from '../core/engine/index.js';
import { ContrasegError } from '../core/errors/index.js';
import { interruptedBeforeTraining, nothingToResume, runExists } from '../core/errors/run.js';
import { measure, predictSample } from '../core/evaluation/measure.js';
import { removeLeftovers } from '../core/files/temporary-files.js';
import type { ClassInfo, SplitProgress } from '../core/interfaces/dataset.js';
import type { Hook } from '../core/interfaces/hook.js';
import { type BuiltRun, buildRun } from '../core/run/build.js';
import type { CheckpointHeader, RunIdentity } from '../core/run/checkpoint/checkpoint-file.js';
import { RunDirectory } from '../core/run/directory.js';
import { lockRun } from '../core/run/lock.js';
import { JsonlLog } from '../core/run/log.js';
import { settleReplaced } from '../core/run/replaced.js';
import { settleNormalization } from '../core/run/settled-config.js';
import { Trainer, type TrainResult } from '../core/training/trainer.js';
import { weightsNotice } from '../core/weights/notice.js';
import { checkData } from './check-data.js';
import { type ConfigSource, readConfig } from './config.js';
import { locateRun } from './locate-run.js';
import { drawOverlays } from './overlays.js';
import { ownConfig, resumeRun, startRun } from './start-run.js';

export interface TrainOptions extends ConfigSource {
  /** Folder of the run; `runs/<name of the config>` when absent. */
  readonly out?: string;
  /**
   * What to do where the folder holds a run: refuse (default), go on with it, or replace it. Without a configuration but with
   * `out`, a run goes on by its own.
   */
  readonly mode?: 'new' | 'resume' | 'force';
  /** Lets a run go on with another configuration or other data than it was made with, and records that. */
  readonly allowChange?: boolean;
  /** Watchers, before those of the configuration. */
  readonly hooks?: readonly Hook[];
  /** Aborting it ends the run after the current step, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Called while the files of a split are read before training. */
  readonly onDataCheck?: SplitProgress;
  /** Told what somebody should know: what changed in a run that goes on, what was repaired; `console.warn` by default. */
  readonly report?: (line: string) => void;
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
  const { mode = 'new', report = console.warn } = options;
  const { directory, given } = await locateRun(options);
  const lock = await lockRun(directory.path);
  let loaded = given;
  try {
    if (lock.stale) report(`${directory.path}: process ${lock.stale.pid}, which trained here, died; taking over`);
    if ((await settleReplaced(directory)) === 'restored') {
      report(`${directory.path}: brought back the run that --force was replacing when it was stopped`);
    }
    for (const folder of [directory.path, directory.checkpoints, directory.overlays]) await removeLeftovers(folder);
    loaded ??= await readConfig({ ...options, config: RunDirectory.open(directory.path).config });
    return await trainIn(directory, loaded, { ...options, mode, report });
  } finally {
    loaded?.registry.dispose();
    await settleReplaced(directory);
    await lock.release();
  }
}

type Settings = TrainOptions & Required<Pick<TrainOptions, 'mode' | 'report'>>;

async function trainIn(directory: RunDirectory, given: LoadedConfig, settings: Settings): Promise<TrainSummary> {
  const { mode, report, signal, onDataCheck, allowChange = false } = settings;
  const { trainer } = given.config;
  if (mode === 'new' && directory.resumable) throw new ContrasegError(runExists(directory.path));
  if (mode === 'resume' && !directory.exists) throw new ContrasegError(nothingToResume(directory.path));

  const engine = await selectEngine(given.config.engine, { threads: given.config.threads });
  const goesOn = mode === 'resume' && directory.resumable;
  // The weights are not read again, so that what they want to see is what the run's own configuration says.
  const asBefore = goesOn
    ? settleNormalization(given, (await ownConfig(directory, given)).config.model.normalization)
    : given;
  const run = await buildRun(asBefore.registry, asBefore.config, { pretrained: !goesOn });
  const loaded = settleNormalization(asBefore, run.normalization);
  await checkData(run.dataset, trainer, (...progress) => {
    stopEarly(signal);
    onDataCheck?.(...progress);
  });
  const identity = await identify(run);
  stopEarly(signal);

  let restored: CheckpointHeader | undefined;
  if (goesOn) {
    restored = await resumeRun({ directory, loaded, run, identity, engine, report, allowChange });
  } else {
    if (mode === 'resume') report(`${directory.path}: nothing was saved yet, starting from the beginning`);
    await startRun({ directory, loaded, run, engine });
    for (const line of weightsNotice(run.model.pretrained, run.model.normalization, run.normalization)) report(line);
  }
  const result = await new Trainer({
    ...run,
    ...trainer,
    directory,
    identity,
    restored,
    signal,
    info: {
      engine,
      classNames: identity.classes,
      metricNames: run.metricNames,
      predict: (index) => run.inference.use(() => predictSample(run.model, run.validation, index, run.normalization)),
    },
    totalIterations: trainer.iterations,
    iterationsPerEpoch: run.batches.iterationsPerEpoch,
    evaluationSplit: trainer.valSplit,
    evaluate: async () => {
      const onImage = () => signal?.throwIfAborted();
      const measured = run.inference.use(() =>
        measure(run, run.validation, { normalization: run.normalization, onImage }),
      );
      return (await measured).result;
    },
    hooks: [
      new JsonlLog(directory.log, trainer.logEvery),
      { afterCheckpoint: async () => void (await settleReplaced(directory)) },
      ...(settings.hooks ?? []),
      ...run.hooks,
    ],
  }).run();
  if (!signal?.aborted) {
    await run.inference.use(() => drawOverlays(run, run.normalization, trainer.overlays, directory.overlays));
  }
  return { ...result, directory: directory.path, engine, classes: run.dataset.classes };
}

async function identify({ dataset, train: split }: BuiltRun): Promise<RunIdentity> {
  return { classes: dataset.classes.map(({ name }) => name), trainingImages: await fingerprint(split) };
}

function stopEarly(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ContrasegError(interruptedBeforeTraining());
}

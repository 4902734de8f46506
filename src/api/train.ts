import type { LoadedConfig } from '../core/config/load-config.js';
import { fingerprint } from '../core/data/inspection/fingerprint.js';
import { agree, agreeOnConfig } from '../core/distributed/agree.js';
import { shareVariables } from '../core/distributed/average-variables.js';
import { type Cluster, clusterFromEnvironment } from '../core/distributed/cluster.js';
import { gatherValues } from '../core/distributed/gather-values.js';
import { leave } from '../core/distributed/leave.js';
import { collectiveOf, type EngineInfo, selectEngine } from '../core/engine/index.js';
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
import { joinResumed, ownConfig, resumeRun, startRun } from './start-run.js';

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
  /** Which of the processes that trained together this one was; rank 0 has written the folder. */
  readonly rank: number;
}

/**
 * Trains a segmenter from a configuration and leaves a run folder behind. Where a launcher announced other processes, see
 * `clusterFromEnvironment`, it trains together with them: all call it alike, and rank 0 alone has hooks, reports and writes.
 * @throws ContrasegError with everything that is wrong with configuration, data or weights, before the first step
 */
export async function train(options: TrainOptions): Promise<TrainSummary> {
  const cluster = clusterFromEnvironment(process.env);
  return (cluster?.rank ?? 0) === 0 ? trainAsLeader(options, cluster) : follow(options, cluster!);
}

async function trainAsLeader(options: TrainOptions, cluster: Cluster | undefined): Promise<TrainSummary> {
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
    loaded ??= await readOwn(options, directory);
    if (mode === 'new' && directory.resumable) throw new ContrasegError(runExists(directory.path));
    if (mode === 'resume' && !directory.exists) throw new ContrasegError(nothingToResume(directory.path));
    return await trainIn(directory, loaded, { ...options, mode, report, cluster });
  } finally {
    loaded?.registry.dispose();
    await settleReplaced(directory);
    await lock.release();
  }
}

/** What the other ranks do: the same steps, and nothing that is seen of them. */
async function follow(options: TrainOptions, cluster: Cluster): Promise<TrainSummary> {
  const { directory, given } = await locateRun(options);
  const loaded = given ?? (await readOwn(options, directory));
  try {
    const quiet = { onDataCheck: undefined, report: () => undefined };
    return await trainIn(directory, loaded, { ...options, ...quiet, mode: options.mode ?? 'new', cluster });
  } finally {
    loaded.registry.dispose();
  }
}

function readOwn(options: TrainOptions, directory: RunDirectory): Promise<LoadedConfig> {
  return readConfig({ ...options, config: RunDirectory.open(directory.path).config });
}

type Settings = TrainOptions &
  Required<Pick<TrainOptions, 'mode' | 'report'>> & { readonly cluster: Cluster | undefined };

async function trainIn(directory: RunDirectory, given: LoadedConfig, settings: Settings): Promise<TrainSummary> {
  const { mode, report, signal, onDataCheck, cluster, allowChange = false } = settings;
  const { trainer } = given.config;
  const engine = await selectEngine(given.config.engine, { threads: given.config.threads, cluster });
  const collective = collectiveOf(cluster);
  agreeOnConfig(collective, given, mode);
  const leads = collective.rank === 0;
  const [goesOn] = gatherValues(mode === 'resume' && directory.resumable, collective) as [boolean];
  // The weights are not read again, so that what they want to see is what the run's own configuration says.
  const asBefore = goesOn
    ? settleNormalization(given, (await ownConfig(directory, given)).config.model.normalization)
    : given;
  const run = await buildRun(asBefore.registry, asBefore.config, { pretrained: !goesOn }, collective);
  const loaded = settleNormalization(asBefore, run.normalization);
  if (leads) {
    await checkData(run.dataset, trainer, (...progress) => {
      stopEarly(signal);
      onDataCheck?.(...progress);
    });
  }
  const identity = await identify(run);
  agree(collective, identity);
  stopEarly(signal);

  let restored: CheckpointHeader | undefined;
  if (goesOn) {
    const resume = () => resumeRun({ directory, loaded, run, identity, engine, report, allowChange });
    restored = await joinResumed(directory, run, collective, resume);
  } else if (leads) {
    if (mode === 'resume') report(`${directory.path}: nothing was saved yet, starting from the beginning`);
    await startRun({ directory, loaded, run, engine });
    for (const line of weightsNotice(run.model.pretrained, run.model.normalization, run.normalization)) report(line);
  }
  shareVariables([...run.step.parameters.map(({ variable }) => variable), ...run.statistics], collective);
  const hooks = [
    new JsonlLog(directory.log, trainer.logEvery),
    { afterCheckpoint: async () => void (await settleReplaced(directory)) },
    ...(settings.hooks ?? []),
    ...run.hooks,
  ];
  const result = await new Trainer({
    ...run,
    ...trainer,
    directory,
    identity,
    restored,
    signal,
    collective,
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
      const { normalization } = run;
      return (await run.inference.use(() => measure(run, run.validation, { normalization, signal, collective })))
        .result;
    },
    hooks: leads ? hooks : [],
  }).run();
  if (leads && !signal?.aborted) {
    await run.inference.use(() => drawOverlays(run, run.normalization, trainer.overlays, directory.overlays));
  }
  await leave(collective);
  return { ...result, directory: directory.path, engine, classes: run.dataset.classes, rank: collective.rank };
}

async function identify({ dataset, train: split }: BuiltRun): Promise<RunIdentity> {
  return { classes: dataset.classes.map(({ name }) => name), trainingImages: await fingerprint(split) };
}

function stopEarly(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ContrasegError(interruptedBeforeTraining());
}

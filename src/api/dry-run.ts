import type { Normalization } from '../core/data/loading/normalization.js';
import { agreeOnConfig } from '../core/distributed/agree.js';
import { clusterFromEnvironment } from '../core/distributed/cluster.js';
import { leave } from '../core/distributed/leave.js';
import { collectiveOf, selectEngine } from '../core/engine/index.js';
import { measure } from '../core/evaluation/measure.js';
import { type BuiltRun, buildRun } from '../core/run/build.js';
import type { StepLoss } from '../core/training/train-step.js';
import { checkData } from './check-data.js';
import { type ConfigSource, readConfig } from './config.js';
import { probeStep } from './probe-step.js';

/** What a run would be, found out by a few steps. */
export interface DryRun {
  readonly engine: string;
  /** That would train together. */
  readonly processes: number;
  readonly classNames: readonly string[];
  readonly trainingImages: number;
  readonly iterationsPerEpoch: number;
  readonly iterations: number;
  /** Trainable values of network and losses. */
  readonly parameterCount: number;
  /** Of a step at the end of the run, when every loss is at work. */
  readonly loss: number;
  readonly parts: Readonly<Record<string, number>>;
  /** Losses that have nothing to compute even then, and why: contrast that finds no examples, for instance. */
  readonly idle: Readonly<Record<string, string>>;
  /** Milliseconds of the first step, which is the slowest. */
  readonly firstStepTime: number;
  /** Milliseconds of a later one. */
  readonly stepTime: number;
  /** Estimated seconds of the whole run, evaluations included. */
  readonly runTime: number;
}

/** Steps after the first one: the last of them are timed. */
const STEPS = 4;

/** Images that an evaluation is timed by. */
const IMAGES = 2;

/**
 * Checks configuration and every file of the data, builds everything and runs a few steps: the first of the run, then some
 * of its end, when every loss is past its warm-up and memory banks hold something. Writes nothing. Where a launcher announced
 * several processes, all of them call it alike.
 */
export async function dryRun(source: ConfigSource): Promise<DryRun> {
  const loaded = await readConfig(source);
  const { registry, config } = loaded;
  const { trainer } = config;
  const cluster = clusterFromEnvironment(process.env);
  const engine = await selectEngine(config.engine, { threads: config.threads, cluster });
  const collective = collectiveOf(cluster);
  agreeOnConfig(collective, loaded, 'dry run');
  const run = await buildRun(registry, config, { pretrained: true }, collective);
  try {
    if (collective.rank === 0) await checkData(run.dataset, { ...trainer, checkData: true });
    const { iterations } = trainer;
    const { iterationsPerEpoch } = run.batches;
    const times: number[] = [];
    let loss: StepLoss | undefined;
    for (let i = 0; i <= STEPS; i++) {
      const start = performance.now();
      const iteration = i === 0 ? 0 : iterations - 1;
      loss = await probeStep(run, config, { iteration, factor: run.schedule.factor(0, 1) });
      times.push(performance.now() - start);
    }
    const later = Math.min(...times.slice(2));
    const evaluations = trainer.evaluateEvery > 0 ? Math.ceil(iterations / trainer.evaluateEvery) : 1;
    const images = Math.ceil(run.validation.size / collective.size);
    const evaluation = evaluations * images * (await imageTime(run, run.normalization));
    await leave(collective);
    return {
      engine: engine.name,
      processes: collective.size,
      classNames: run.dataset.classes.map(({ name }) => name),
      trainingImages: run.train.size,
      iterationsPerEpoch,
      iterations,
      parameterCount: run.step.parameters.reduce((sum, { variable }) => sum + variable.size, 0),
      loss: loss!.total,
      parts: loss!.parts,
      idle: idleLosses(run),
      firstStepTime: times[0]!,
      stepTime: later,
      runTime: (iterations * later + evaluation) / 1000,
    };
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}

/** What losses say about the last step, where they had nothing to do. */
function idleLosses({ losses }: BuiltRun): Record<string, string> {
  return Object.fromEntries(
    losses.flatMap(({ name, term }) => {
      const reasons = Object.values(term.figures ?? {}).flatMap((figure) =>
        figure.kind === 'idle' ? (figure.value() ?? []) : [],
      );
      return reasons.length === 0 ? [] : [[name, reasons.join(', ')]];
    }),
  );
}

/** Milliseconds that predicting an image takes; the first prediction, which compiles, does not count. */
async function imageTime(run: BuiltRun, normalization: Normalization): Promise<number> {
  const count = Math.min(IMAGES, run.validation.size);
  if (count === 0) return 0;
  await measure(run, run.validation, { normalization, limit: 1 });
  const start = performance.now();
  await measure(run, run.validation, { normalization, limit: count });
  return (performance.now() - start) / count;
}

import { selectEngine } from '../core/engine/index.js';
import { ContrasegError } from '../core/errors/index.js';
import { buildRun } from '../core/run/build.js';
import { checkData } from './check-data.js';
import { type ConfigSource, readConfig } from './config.js';
import { probeStep } from './probe-step.js';

export interface RangeTestOptions extends ConfigSource {
  /** Steps of the test; 100 by default. */
  readonly steps?: number;
  readonly onStep?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What the range test measured. Rates are those of the head; other groups keep their ratio to it. */
export interface RangeTest {
  readonly points: readonly { readonly learningRate: number; readonly loss: number; readonly smoothed: number }[];
  /** Where the loss falls fastest; undefined where it does not fall. */
  readonly suggested: number | undefined;
  /** What the configuration says, of each group. */
  readonly configured: Readonly<Record<string, number>>;
}

/** From a thousandth of the configured rates to a hundred times as much. */
const FROM = 1e-3;
const TO = 1e2;

/** Weight of the past in the smoothed loss. */
const SMOOTHING = 0.9;

/** The test ends where the smoothed loss is so many times its smallest value. */
const DIVERGED = 3;

/**
 * The learning rate range test (Smith 2017, section 3.3): trains for some steps while the rate grows exponentially, and looks
 * where the loss falls fastest and where it diverges. Memory banks and warm-ups are left out of it: losses see iteration 0.
 * Writes nothing.
 */
export async function findLearningRate({
  steps = 100,
  onStep,
  signal,
  ...source
}: RangeTestOptions): Promise<RangeTest> {
  const { registry, config } = await readConfig(source);
  await selectEngine(config.engine, { threads: config.threads });
  const run = await buildRun(registry, config);
  try {
    await checkData(run.dataset, { ...config.trainer, checkData: false });
    const configured = run.step.updater.learningRate;
    const points: RangeTest['points'][number][] = [];
    let average = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < steps; i++) {
      signal?.throwIfAborted();
      const factor = FROM * (TO / FROM) ** (i / (steps - 1));
      const loss = await finiteLoss(() => probeStep(run, config, { iteration: 0, factor }));
      if (loss === undefined) break;
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      const smoothed = average / (1 - SMOOTHING ** (i + 1));
      least = Math.min(least, smoothed);
      points.push({ learningRate: factor * configured.head, loss, smoothed });
      onStep?.(i + 1, steps);
      if (smoothed > DIVERGED * least) break;
    }
    return { points, suggested: steepest(points), configured };
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}

/** The step's loss; undefined where it is not finite, which ends the test as divergence does. */
async function finiteLoss(step: () => Promise<{ readonly total: number }>): Promise<number | undefined> {
  try {
    return (await step()).total;
  } catch (error) {
    if (error instanceof ContrasegError && error.code === 'CONTRASEG_NON_FINITE_LOSS') return undefined;
    throw error;
  }
}

/** Points on either side that a slope is taken over. */
const REACH = 4;

/** The rate where the smoothed loss falls fastest per decade. */
export function steepest(points: RangeTest['points']): number | undefined {
  let [best, rate] = [0, undefined as number | undefined];
  for (let i = REACH; i < points.length - REACH; i++) {
    const [before, after] = [points[i - REACH]!, points[i + REACH]!];
    const slope = (after.smoothed - before.smoothed) / Math.log10(after.learningRate / before.learningRate);
    if (slope < best) [best, rate] = [slope, points[i]!.learningRate];
  }
  return rate;
}

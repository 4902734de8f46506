// One rank of `ranks.test.ts`: takes part in everything that is tested with several, and leaves what came out.

import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { train } from '../../../../src/api/train.js';
import { clusterFromEnvironment } from '../../../../src/core/distributed/cluster.js';
import { gatherValues } from '../../../../src/core/distributed/gather-values.js';
import { leave } from '../../../../src/core/distributed/leave.js';
import { checkSameWeights } from '../../../../src/core/distributed/same-weights.js';
import { collectiveOf, selectEngine } from '../../../../src/core/engine/index.js';
import { leaveResult } from '../../../helpers/launch-ranks.js';
import { interruptedAfter } from '../../../helpers/run.js';
import { averagedStatistics, evaluated, gathered, nonFinite, normalized } from './alike.js';
import { BANKS, CONTRASTS, LOCAL, RUN, STEPS } from './configs.js';
import type { RankResult } from './results.js';
import { type Taken, takeSteps } from './take-steps.js';

const folder = process.argv[3]!;
const cluster = clusterFromEnvironment(process.env)!;
await selectEngine('native-cpu', { threads: 1, cluster });
const collective = collectiveOf(cluster);
const { rank, size } = collective;

async function each(configs: Readonly<Record<string, object>>, steps: number): Promise<Record<string, Taken>> {
  const taken: Record<string, Taken> = {};
  for (const [name, config] of Object.entries(configs)) taken[name] = await takeSteps(config, steps, { collective });
  return taken;
}

/** What a rank says whose weights were changed behind the others' backs. */
function diverged(): string {
  const variable = tf.variable(tf.scalar(rank === size - 1 ? 1 : 0));
  try {
    checkSameWeights([variable], collective, 7);
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  } finally {
    variable.dispose();
  }
}

const before = tf.memory().numTensors;
const results: Omit<RankResult, 'left'> = {
  rank,
  gathered: gathered(collective),
  ragged: gatherValues({ rank, text: 'x'.repeat(3 * rank), none: [Number.NaN, undefined] }, collective),
  normalized: normalized(collective),
  oneStep: await each(STEPS, 1),
  contrasts: await each(CONTRASTS, 3),
  banks: await takeSteps(BANKS, 3, { collective }),
  blank: await takeSteps(BANKS, 3, { collective, blank: [3, 4, 5] }),
  local: await takeSteps(LOCAL, 4, { collective, blank: [3, 4, 5] }),
  evaluated: await evaluated(STEPS['SGD, frozen batch norm'], collective),
  averaged: await averagedStatistics(LOCAL, collective),
  nonFinite: await nonFinite(LOCAL, collective),
  diverged: diverged(),
};
const left = tf.memory().numTensors - before;

const out = (name: string) => join(folder, name);
if (size === 2) {
  await train({ config: RUN, out: out('whole-2'), report: () => undefined });
  const cut = { config: RUN, report: () => undefined };
  await interruptedAfter(3, { ...cut, out: out('cut-2') });
  await interruptedAfter(3, { ...cut, out: out('cut-2-again') });
  await train({ config: RUN, out: out('cut-2-again'), mode: 'resume', report: () => undefined });
} else {
  await train({ config: RUN, out: out('cut-1'), mode: 'resume', report: () => undefined });
}
leaveResult({ ...results, left });
await leave(collective);
process.exit(0); // TensorFlow's threads would keep it

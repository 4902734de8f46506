import { setTimeout as sleep } from 'node:timers/promises';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { pick } from '../harness/campaign.js';
import type { ContrasegProcess } from '../harness/contraseg-process.js';
import { ITERATIONS } from '../harness/setups.js';
import type { RunState, RunWatch } from './run-state.js';

/** What asks a run to stop, and the exit code that says it did. */
export const STOPS = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 } as const;

/** When and how a process is to die. */
export interface Death {
  readonly signal: 'SIGKILL' | keyof typeof STOPS;
  readonly moment: string;
  /** Waits for the moment; false where the process ended before. */
  readonly wait: (process: ContrasegProcess, watch: RunWatch) => Promise<boolean>;
}

/**
 * @param startUp milliseconds that a process takes until it trains
 * @param replacing dies before that more often than not, since that is when a run that is replaced could be lost
 */
export function drawDeath(random: RandomStream, startUp: number, replacing = false): Death {
  if (replacing && random.uniform() < 0.7) return inStartUp(random, startUp);
  const draw = random.uniform();
  const signal = draw < 0.2 ? pick(random, Object.keys(STOPS) as (keyof typeof STOPS)[]) : 'SIGKILL';
  if (draw < 0.12) return atStep(random, signal);
  if (draw < 0.25) return inEvaluation(random, signal);
  if (draw < 0.4) return inStartUp(random, startUp);
  if (draw < 0.75) return inCheckpoint(random);
  if (draw < 0.9) return atStep(random, signal);
  return atEnd(random);
}

/** Modules load, data are checked, metadata and the first checkpoint are written. */
function inStartUp(random: RandomStream, startUp: number): Death {
  const delay = Math.round(random.between(0, 1.2 * startUp));
  const wait = async (process: ContrasegProcess) => {
    await Promise.race([sleep(delay), process.ended]);
    return process.isRunning;
  };
  return { signal: 'SIGKILL', moment: `${delay} ms after the start`, wait };
}

function inCheckpoint(random: RandomStream): Death {
  const nth = 1 + random.integer(6);
  const seen = new Set<string>();
  const isDue = ({ temporary }: RunState) => temporary !== undefined && seen.add(temporary).size === nth;
  return {
    signal: 'SIGKILL',
    moment: `checkpoint ${nth} being written`,
    wait: (process, watch) => watch.until(process, isDue),
  };
}

function atStep(random: RandomStream, signal: Death['signal']): Death {
  const nth = 1 + random.integer(10);
  return after(random.integer(20), signal, `step ${nth}`, ({ steps }) => steps >= nth);
}

function inEvaluation(random: RandomStream, signal: Death['signal']): Death {
  return after(random.integer(10), signal, 'an evaluation', ({ isEvaluating }) => isEvaluating);
}

function atEnd(random: RandomStream): Death {
  const delay = random.integer(150);
  return after(delay, 'SIGKILL', 'the last step', ({ iteration }) => iteration + 1 === ITERATIONS);
}

function after(delay: number, signal: Death['signal'], what: string, isDue: (state: RunState) => boolean): Death {
  const wait = async (process: ContrasegProcess, watch: RunWatch) => {
    if (!(await watch.until(process, isDue))) return false;
    await sleep(delay);
    return process.isRunning;
  };
  return { signal, moment: `${delay} ms after ${what}`, wait };
}

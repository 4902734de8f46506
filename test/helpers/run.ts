import { join } from 'node:path';
import { type TrainOptions, train } from '../../src/api/train.js';
import type { Hook } from '../../src/core/interfaces/hook.js';
import type { MetricResult } from '../../src/core/interfaces/metric.js';
import { readLog } from '../../src/core/run/log.js';
import { readSafetensors } from '../../src/core/weights/safetensors.js';

/** Every tensor and value of a checkpoint as plain data. */
export async function contents(folder: string, name: 'last' | 'best' = 'last') {
  const { metadata, tensors } = await readSafetensors(join(folder, `checkpoints/${name}.safetensors`));
  return {
    metadata,
    tensors: Object.fromEntries([...tensors].map(([key, { data }]) => [key, Buffer.from(data.buffer)])),
  };
}

export type RunEvent =
  | { readonly step: number; readonly loss: number }
  | { readonly evaluation: number; readonly summary: MetricResult['summary']; readonly best: boolean };

/** Steps and evaluations of a run's log, without times. */
export async function events(folder: string): Promise<RunEvent[]> {
  return (await readLog(join(folder, 'log.jsonl'))).flatMap((entry): RunEvent[] => {
    if (entry.event === 'step') return [{ step: entry.iteration, loss: entry.loss }];
    if (entry.event !== 'evaluation') return [];
    return [{ evaluation: entry.iteration, summary: entry.summary, best: entry.best }];
  });
}

/** Stops a run after `count` steps, as a signal would. */
const stopAfter = (count: number, abort: AbortController): Hook => ({
  afterStep: ({ iteration }) => {
    if (iteration === count) abort.abort();
  },
});

/** Trains until `count` steps are done and is interrupted there. */
export function interruptedAfter(count: number, options: TrainOptions) {
  const abort = new AbortController();
  return train({ ...options, hooks: [...(options.hooks ?? []), stopAfter(count, abort)], signal: abort.signal });
}

import { join } from 'node:path';
import test from 'ava';
import { train } from '../../../src/api/train.js';
import type { Hook } from '../../../src/core/interfaces/hook.js';
import { TINY_CONFIG } from '../../helpers/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const CONFIG = { ...TINY_CONFIG, engine: 'wasm' };
const SET = ['trainer.iterations=4', 'trainer.evaluateEvery=2'];

/** Trains with a signal that is aborted in one of these calls of hooks. */
async function interrupted(out: string, after: 'step' | 'evaluation' | 'begin', iteration: number) {
  const abort = new AbortController();
  const evaluations: number[] = [];
  const when = (call: typeof after) => (info: { readonly iteration: number }) => {
    if (call === after && info.iteration === iteration) abort.abort();
  };
  const hook: Hook = {
    beforeTrain: ({ startIteration }) => when('begin')({ iteration: startIteration }),
    afterStep: when('step'),
    afterEvaluate: (report) => {
      evaluations.push(report.iteration);
      when('evaluation')(report);
    },
  };
  const result = await train({ config: CONFIG, set: SET, out, hooks: [hook], signal: abort.signal });
  return { ...result, evaluations };
}

for (const [what, after, at, iteration, stopped, evaluations] of [
  ['before the first step', 'begin', 0, 0, 'interrupted', []],
  ['between evaluations', 'step', 1, 1, 'interrupted', []],
  ['in a step that an evaluation follows', 'step', 2, 2, 'interrupted', []],
  ['right after an evaluation', 'evaluation', 2, 2, 'interrupted', [2]],
  ['in the last step, whose evaluation is then owed', 'step', 4, 4, 'interrupted', [2]],
  ['after the last evaluation, which is too late', 'evaluation', 4, 4, undefined, [2, 4]],
] as const) {
  test.serial(`an interruption ${what}`, async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const result = await interrupted(out, after, at);
    t.deepEqual([result.iteration, result.stopped, result.evaluations], [iteration, stopped, [...evaluations]]);
    const heard: number[] = [];
    const hook: Hook = { afterEvaluate: (report) => void heard.push(report.iteration) };
    const rest = await train({ config: CONFIG, set: SET, out, mode: 'resume', hooks: [hook], report: () => undefined });
    t.deepEqual([rest.iteration, rest.stopped], [4, undefined]);
    t.deepEqual([...evaluations, ...heard], [2, 4], 'nothing is evaluated twice or never');
  });
}

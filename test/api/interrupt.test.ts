import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { train } from '../../src/api/train.js';
import { TINY_CONTRAST_CONFIG } from '../helpers/config.js';
import { writeFolderSet } from '../helpers/folder-data.js';
import { contents, events, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const CONFIG = { ...TINY_CONTRAST_CONFIG, engine: 'wasm' };
const SET = ['trainer.iterations=6', 'trainer.evaluateEvery=2', 'trainer.checkpointEvery=3', 'trainer.overlays=0'];

/** After which steps a run was evaluated. */
async function evaluations(folder: string): Promise<number[]> {
  return (await events(folder)).flatMap((event) => ('evaluation' in event ? [event.evaluation] : []));
}

for (const [when, step] of [
  ['in a step that evaluates', 4],
  ['in the last step', 6],
  ['between evaluations', 3],
] as const) {
  test.serial(
    `a run interrupted ${when} and resumed is the uninterrupted one: evaluations and best model too`,
    async (t) => {
      const folder = temporaryFolder(t);
      const whole = { config: CONFIG, set: SET, out: join(folder, 'whole') };
      const parts = { ...whole, out: join(folder, 'parts') };
      await train(whole);
      const first = await interruptedAfter(step, parts);
      t.deepEqual([first.iteration, first.stopped], [step, 'interrupted']);
      const { stopped } = await train({ ...parts, mode: 'resume' });
      t.is(stopped, undefined);
      t.deepEqual(await events(parts.out), await events(whole.out));
      t.deepEqual(await contents(parts.out), await contents(whole.out));
      t.deepEqual(await contents(parts.out, 'best'), await contents(whole.out, 'best'));
    },
  );
}

test.serial('who interrupts an evaluation does not wait for its end, and the resumed run begins with it', async (t) => {
  const folder = temporaryFolder(t);
  const abort = new AbortController();
  let saved = -1;
  const data = { type: 'folder', root: await writeFolderSet(join(folder, 'data'), ['train', 'val']) };
  const options = { config: { ...CONFIG, data }, set: SET, out: join(folder, 'run') };
  // The next tick comes when the evaluation that follows waits for the file of its first image.
  const hook = {
    afterStep: ({ iteration }: { iteration: number }) => {
      if (iteration === 4) process.nextTick(() => abort.abort());
    },
    afterCheckpoint: (_: string, iteration: number) => {
      saved = iteration;
    },
  };
  await train({ ...options, hooks: [hook], signal: abort.signal });
  t.is(saved, 4);
  t.deepEqual(await evaluations(options.out), [2]);
  await train({ ...options, mode: 'resume' });
  t.deepEqual(await evaluations(options.out), [2, 4, 6]);
});

test.serial('an interruption before the first step ends at once and leaves nothing', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const abort = new AbortController();
  abort.abort();
  await t.throwsAsync(train({ config: CONFIG, set: SET, out, signal: abort.signal }), {
    code: 'CONTRASEG_INTERRUPTED',
  });
  t.false(existsSync(out));
});

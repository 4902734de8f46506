import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { train } from '../../src/api/train.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { watchRuns } from '../../src/report/watch-runs.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.serial('a run is watched as its log grows, on this machine alone', async (t) => {
  const run = join(temporaryFolder(t), 'first');
  await train({ config: { ...TINY_CONFIG, engine: 'wasm' }, out: run });
  const { url, close } = await watchRuns([run], { port: 0, refresh: 2 });
  const read = async () => (await fetch(url)).text();
  const page = await read();
  t.regex(page, /<meta http-equiv="refresh" content="2">/);
  t.regex(page, /first: 4 of 4 iterations/);
  t.regex(page, /Loss: cross-entropy/);
  t.regex(page, /mIoU on val/);
  const step = {
    event: 'step',
    iteration: 7,
    totalIterations: 9,
    parts: { 'cross-entropy': 1 },
    learningRate: { head: 1 },
    time: { step: 5, data: 0 },
    figures: {},
  };
  appendFileSync(join(run, 'log.jsonl'), `${JSON.stringify(step)}\n`);
  t.regex(await read(), /first: 8 of 9 iterations, 5 ms each/);
  t.is((await fetch(`${url}config.resolved.yaml`)).status, 404);
  await close();
  await t.throwsAsync(read());
});

test.serial('a taken port and a folder that is no run are the user’s to mend', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'empty'));
  await t.throwsAsync(watchRuns([join(folder, 'empty')]), { instanceOf: ContrasegError, code: 'CONTRASEG_NOT_A_RUN' });
  const run = join(folder, 'run');
  await train({ config: { ...TINY_CONFIG, engine: 'wasm' }, set: ['trainer.iterations=1'], out: run });
  const first = await watchRuns([run], { port: 0 });
  const port = Number(new URL(first.url).port);
  await t.throwsAsync(watchRuns([run], { port }), { instanceOf: ContrasegError, code: 'CONTRASEG_PORT_TAKEN' });
  await first.close();
});

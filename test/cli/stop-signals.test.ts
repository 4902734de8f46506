import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { TINY_CONFIG } from '../helpers/config.js';
import { contents, events } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const MAIN = new URL('../../src/cli/main.js', import.meta.url).pathname;

/** Starts a training, sends it a signal once it trains, and waits for its end. */
async function signalled(folder: string, args: readonly string[], signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [MAIN, 'train', ...args], { cwd: folder });
  let output = '';
  child.stderr.on('data', (text: Buffer) => {
    output += text;
  });
  child.stdout.on('data', (text: Buffer) => {
    if (!/\/\d+ {2}ETA/.test(output) && /\/\d+ {2}ETA/.test(`${output}${text}`)) child.kill(signal);
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test.serial(
    `${signal} finishes the step, saves, prints the command that resumes and exits with ${exitCode}`,
    async (t) => {
      const config = { ...TINY_CONFIG, engine: 'wasm', trainer: { ...TINY_CONFIG.trainer, iterations: 5000 } };
      const folder = temporaryFolder(t, { 'long.yaml': YAML.stringify(config) });
      const { code, output } = await signalled(folder, ['long.yaml', '--set', 'trainer.checkpointEvery=5000'], signal);
      t.is(code, exitCode, output);
      const run = join(folder, 'runs/long');
      t.regex(output, /stopped \(interrupted\).*\n.*contraseg train --resume runs\/long/);
      const header = JSON.parse((await contents(run)).metadata.header!) as { iteration: number };
      t.true(header.iteration > 0, 'the steps so far are saved');
      t.is((await events(run)).length, header.iteration, 'every step is logged, and none beyond the checkpoint');
    },
  );
}

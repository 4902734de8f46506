import { spawnSync } from 'node:child_process';
import test from 'ava';
import type { Examination } from '../../../../src/core/engine/doctor/examine.js';
import { enableOneDnn } from '../../../../src/core/engine/native/one-dnn.js';

const EXAMINE = new URL('../../../../src/core/engine/doctor/examine.js', import.meta.url).pathname;

test('oneDNN is on by default, and the user decides where the variable is set', (t) => {
  const environment: NodeJS.ProcessEnv = {};
  t.deepEqual(enableOneDnn(environment), { enabled: true, decidedBy: 'contraseg' });
  t.is(environment.TF_ENABLE_ONEDNN_OPTS, '1');

  const off = { TF_ENABLE_ONEDNN_OPTS: '0' };
  t.deepEqual(enableOneDnn(off), { enabled: false, decidedBy: 'TF_ENABLE_ONEDNN_OPTS' });
  t.is(off.TF_ENABLE_ONEDNN_OPTS, '0');
  t.true(enableOneDnn({ TF_ENABLE_ONEDNN_OPTS: 'True' }).enabled);
  t.throws(() => enableOneDnn({ TF_ENABLE_ONEDNN_OPTS: 'off' }), { message: /"off"/ });
});

/** Runs the native engine in a process of its own, where oneDNN says what it executes. */
function examine(setting?: string): { examination: Examination; convolutions: number } | undefined {
  const { TF_ENABLE_ONEDNN_OPTS: _, ...rest } = process.env;
  const env = { ...rest, ONEDNN_VERBOSE: '1', ...(setting && { TF_ENABLE_ONEDNN_OPTS: setting }) };
  const { status, stdout } = spawnSync(process.execPath, [EXAMINE, 'native-cpu'], { encoding: 'utf8', env });
  if (status !== 0) return undefined; // the native engine does not load here
  const lines = stdout.trim().split('\n');
  const convolutions = lines.filter((line) => /^onednn_verbose,.*,exec,cpu,convolution,/.test(line)).length;
  return { examination: JSON.parse(lines.at(-1)!) as Examination, convolutions };
}

test('convolutions run on oneDNN, or do not, as the engine reports', (t) => {
  const byDefault = examine();
  if (!byDefault) return t.pass('no native engine');
  t.deepEqual(byDefault.examination.oneDnn, { enabled: true, decidedBy: 'contraseg' });
  t.true(byDefault.convolutions > 0);

  const off = examine('0')!;
  t.deepEqual(off.examination.oneDnn, { enabled: false, decidedBy: 'TF_ENABLE_ONEDNN_OPTS' });
  t.is(off.convolutions, 0);
});

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { train } from '../../src/api/train.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contents, events } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const CONFIG = { ...TINY_CONFIG, engine: 'wasm' };

test.serial(
  '--force keeps the finished run where data, hooks or anything else fail before the first checkpoint',
  async (t) => {
    const out = join(temporaryFolder(t), 'run');
    await train({ config: CONFIG, out });
    const before = [await contents(out), await events(out)];
    const failing = [
      { config: CONFIG, hooks: [{ beforeTrain: () => Promise.reject(new Error('no tracking server')) }] },
      { config: { ...CONFIG, data: { type: 'folder', root: join(out, 'nowhere') } } },
      { config: CONFIG, set: ['trainer.valSplit=holdout'] },
    ];
    for (const options of failing) {
      await t.throwsAsync(train({ ...options, out, mode: 'force' }));
      t.deepEqual([await contents(out), await events(out)], before);
      t.false(existsSync(join(out, 'replaced')));
    }
  },
);

test.serial(
  'the run that is replaced is there until the new one has its first checkpoint, and gone then',
  async (t) => {
    const out = join(temporaryFolder(t), 'run');
    await train({ config: CONFIG, out });
    const seen: boolean[] = [];
    const hook = {
      beforeTrain: () => void seen.push(existsSync(join(out, 'replaced/checkpoints/last.safetensors'))),
      afterStep: () => void seen.push(existsSync(join(out, 'replaced'))),
    };
    await train({ config: CONFIG, set: ['trainer.iterations=2'], out, mode: 'force', hooks: [hook] });
    t.deepEqual(seen, [true, false, false]);
    t.is((await events(out)).length, 3);
  },
);

test.serial('a run that died while it was replaced comes back with the next command', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await train({ config: CONFIG, out });
  const before = await contents(out);
  const dying = {
    beforeTrain: async () => {
      const { cpSync } = await import('node:fs');
      cpSync(out, `${out}-killed`, { recursive: true });
    },
  };
  await train({ config: CONFIG, out, mode: 'force', hooks: [dying] });
  rmSync(join(`${out}-killed`, 'lock.json'));
  const said: string[] = [];
  const resumed = { out: `${out}-killed`, mode: 'resume', report: (line: string) => void said.push(line) } as const;
  t.is((await train(resumed)).iteration, 4);
  t.deepEqual(await contents(resumed.out), before);
  t.regex(said[0]!, /brought back/);
});

test.serial('a run that was killed before its first checkpoint can be started and resumed', async (t) => {
  const folder = temporaryFolder(t);
  const whole = join(folder, 'whole');
  await train({ config: CONFIG, out: whole });
  for (const mode of ['new', 'resume', 'force'] as const) {
    const out = join(folder, mode);
    await train({ config: CONFIG, out });
    rmSync(join(out, 'checkpoints'), { recursive: true });
    writeFileSync(join(out, '.contraseg-1999999999-0123456789abcdef.tmp'), 'half a file');
    writeFileSync(join(out, 'log.jsonl'), '{"event":"start","iteration":0,"engine":"wasm","ti');
    await train({ ...(mode !== 'resume' && { config: CONFIG }), out, mode, report: () => undefined });
    t.deepEqual(await contents(out), await contents(whole), mode);
    t.deepEqual(readdirSync(out).sort(), readdirSync(whole).sort(), 'no temporary file is left');
    t.deepEqual(await events(out), await events(whole), mode);
    t.regex(readFileSync(join(out, 'config.resolved.yaml'), 'utf8'), /seed: 1 # default/, mode);
    t.notRegex(readFileSync(join(out, 'config.resolved.yaml'), 'utf8'), /# .*config\.resolved\.yaml/, mode);
  }
});

test.serial('a run that is replaced by its own configuration still has one afterwards', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  await train({ config: CONFIG, out });
  const before = YAML.parse(readFileSync(join(out, 'config.resolved.yaml'), 'utf8')) as unknown;
  await train({ config: join(out, 'config.resolved.yaml'), out, mode: 'force' });
  t.deepEqual(YAML.parse(readFileSync(join(out, 'config.resolved.yaml'), 'utf8')), before);
});

test.serial('two trainings in one folder at once: the second is refused and names the first', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  const errors: (Error | undefined)[] = [];
  const hook = {
    afterStep: async ({ iteration }: { iteration: number }) => {
      if (iteration !== 2) return;
      for (const mode of ['new', 'resume', 'force'] as const) {
        errors.push(
          await train({ config: CONFIG, out, mode }).then(
            () => undefined,
            (error: Error) => error,
          ),
        );
      }
    },
  };
  await train({ config: CONFIG, out, hooks: [hook] });
  t.is(errors.length, 3);
  for (const error of errors) t.regex(error?.message ?? '', new RegExp(`CONTRASEG_RUN_IN_USE.*process ${process.pid}`));
  t.is((await events(out)).length, 5, 'the first one never noticed');
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateRun } from '../../../src/api/evaluate.js';
import { exportModel } from '../../../src/api/export.js';
import { loadSegmenter } from '../../../src/api/segmenter.js';
import { train } from '../../../src/api/train.js';
import { createReport } from '../../../src/report/create-report.js';
import { pick } from '../harness/campaign.js';
import type { OpenSuite } from '../harness/case-suite.js';
import { damageFile } from './damage-file.js';
import { attempt } from './errors.js';
import { trainHere } from './finished-run.js';

/** Each does something with a run folder and tells by a short text what came out. */
const COMMANDS = {
  resume: async (run: string) => {
    await train({ out: run, mode: 'resume', report: () => undefined });
    return hash(join(run, 'checkpoints', 'last.safetensors'));
  },
  eval: async (run: string) => JSON.stringify((await evaluateRun(run, { checkpoint: 'last' })).result),
  predict: async (run: string) => {
    const segmenter = await loadSegmenter(run);
    const { mask } = await segmenter.predict({ image: new Uint8Array(3 * 32 * 32).fill(90), width: 32, height: 32 });
    segmenter.dispose();
    return createHash('sha1').update(mask).digest('hex');
  },
  export: async (run: string) => {
    await exportModel(run, join(run, 'model'));
    return hash(join(run, 'model', 'weights.bin'));
  },
  report: async (run: string) => (await createReport([run], { limit: 1 })).slice(0, 15),
} as const;

/**
 * Damaged files of a run through the commands that read it. No error is raw; a damaged checkpoint is refused by its name, or the
 * result is what the sound one gives: the damage was repaired, or is where the command does not look.
 */
export const open: OpenSuite = async (folder) => {
  const finished = await trainHere(folder, 'finished');
  const stopped = await trainHere(folder, 'stopped', { stopAfter: 17 });
  const expected = new Map<string, string>();
  const run = join(folder, 'damaged');
  const onCopy = async (command: keyof typeof COMMANDS, damage: () => void) => {
    await cp(command === 'resume' ? stopped : finished, run, { recursive: true });
    damage();
    const tried = await attempt(() => COMMANDS[command](run));
    await rm(run, { recursive: true });
    return tried;
  };
  const commands = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
  for (const command of commands) {
    const sound = await onCopy(command, () => undefined);
    if (!('value' in sound)) throw new Error(`${command} fails without any damage: ${JSON.stringify(sound)}`);
    expected.set(command, sound.value);
  }
  const files = (await readdir(finished, { recursive: true })).filter((name) =>
    /\.(safetensors|jsonl|json|yaml)$/.test(name),
  );
  return async (random) => {
    const command = pick(random, commands);
    const file = pick(random, files.filter((name) => command !== 'resume' || existsSync(join(stopped, name))).sort());
    let what = '';
    const tried = await onCopy(command, () => {
      what = `${command}, ${file}: ${damageFile(join(run, file), random)}`;
    });
    const problems: string[] = [];
    if ('raw' in tried) problems.push(`${what}: a raw error: ${tried.raw}`);
    else if (file.endsWith('.safetensors')) {
      if ('value' in tried && tried.value !== expected.get(command)) problems.push(`${what}: the result is another`);
      if ('refusal' in tried && !tried.refusal.message.includes('.safetensors')) {
        problems.push(`${what}: the error does not name the file: ${tried.refusal.message}`);
      }
    }
    return { problems, kinds: ['value' in tried ? 'used all the same' : 'refused'] };
  };
};

function hash(file: string): string {
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

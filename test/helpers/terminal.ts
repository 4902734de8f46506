import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** A question as it ends, and the keys with which it is answered. */
type Answer = readonly [question: string, keys: string];

const MAIN = new URL('../../src/cli/main.js', import.meta.url).pathname;

/** Whether a terminal can be made up here: by util-linux's `script`. */
export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

/** Runs contraseg on a terminal of its own and answers what it asks. Returns what the terminal showed, without colours. */
export function onTerminal(
  folder: string,
  args: readonly string[],
  answers: readonly Answer[],
): Promise<{ code: number | null; shown: string }> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env: { ...process.env, CI: '' } });
  const waiting = [...answers];
  let [shown, unanswered] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    unanswered += stripVTControlCharacters(text);
    const [question, keys] = waiting[0] ?? [];
    if (question === undefined || !unanswered.includes(question)) return;
    waiting.shift();
    unanswered = '';
    child.stdin.write(keys!);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, shown: stripVTControlCharacters(shown) }));
  });
}

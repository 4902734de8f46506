import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePorts } from '../../src/cli/launch/free-ports.js';
import { selectEngine } from '../../src/core/engine/index.js';
import { hasOurKernels } from '../../src/core/engine/native/load.js';

const MAIN = new URL('../../src/cli/main.js', import.meta.url).pathname;

/** Why ranks cannot be tried here; undefined where they can. */
export async function noRanks(): Promise<string | undefined> {
  try {
    await selectEngine('native-cpu');
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
  return hasOurKernels() ? undefined : 'the official addon joins no cluster';
}

export interface Rank {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly ms: number }>;
}

/** `contraseg` as a scheduler starts it: one process, which finds its cluster in the environment. */
export function startRank(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Rank {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, ...env } });
  const start = performance.now();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    return { code: code as number | null, output, ms: performance.now() - start };
  });
  return { child, ended };
}

/** TF_CONFIG of every rank, on ports that are free now. */
export async function clusterOf(ranks: number): Promise<{ readonly TF_CONFIG: string }[]> {
  const worker = (await freePorts(ranks)).map((port) => `127.0.0.1:${port}`);
  return worker.map((_, index) => ({
    TF_CONFIG: JSON.stringify({ cluster: { worker }, task: { type: 'worker', index } }),
  }));
}

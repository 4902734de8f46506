import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { freePorts } from '../../src/cli/launch/free-ports.js';
import { clusterFromEnvironment } from '../../src/core/distributed/cluster.js';
import { collectiveOf, selectEngine } from '../../src/core/engine/index.js';
import type { Collective } from '../../src/core/interfaces/collective.js';

/**
 * Runs a script as so many ranks of one thread each on this machine.
 * @returns what rank 0 printed as JSON
 */
export async function startRanks<T>(ranks: number, script: string, args: readonly string[]): Promise<T> {
  const worker = (await freePorts(ranks)).map((port) => `127.0.0.1:${port}`);
  const children = worker.map((_, index) => {
    const TF_CONFIG = JSON.stringify({ cluster: { worker }, task: { type: 'worker', index } });
    return spawn(process.execPath, [script, ...args], {
      env: { ...process.env, TF_CONFIG },
      stdio: ['ignore', index === 0 ? 'pipe' : 'ignore', 'inherit'],
    });
  });
  const printed = text(children[0]!.stdout!);
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number | null));
  if (codes.some((code) => code !== 0)) throw new Error(`ranks ended with ${codes.join(', ')}`);
  return JSON.parse(await printed) as T;
}

/** What a script of `startRanks` begins with. */
export async function joinRanks(): Promise<Collective> {
  const cluster = clusterFromEnvironment(process.env);
  await selectEngine('native-cpu', { threads: 1, cluster });
  return collectiveOf(cluster);
}

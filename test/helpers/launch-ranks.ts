import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';

/** Milliseconds after which ranks that wait for each other are ended. */
const LIMIT = 180_000;

/**
 * Starts a program as so many ranks on this machine, a thread each.
 * @param program leaves its results by `leaveResult`
 * @returns what each rank left
 * @throws Error with what a rank printed where it fails, once all have ended
 */
export async function launchRanks<T>(size: number, program: URL, folder: string): Promise<T[]> {
  const worker = await freeAddresses(size);
  const end = new AbortController();
  const limit = setTimeout(() => end.abort(), LIMIT);
  const ranks = worker.map(async (_, index) => {
    const env = {
      ...process.env,
      TF_CONFIG: JSON.stringify({ cluster: { worker }, task: { type: 'worker', index } }),
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
    };
    const file = join(folder, `result-${size}-${index}`);
    const args = [fileURLToPath(program), file, folder];
    const child = spawn(process.execPath, args, { env, signal: end.signal, killSignal: 'SIGKILL' });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
    child.on('error', () => undefined); // that it was ended
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (code === 0) return deserialize(await readFile(file)) as T;
    end.abort();
    throw new Error(`rank ${index} ended with ${code ?? signal}: ${printed}`);
  });
  const results = await Promise.allSettled(ranks);
  clearTimeout(limit);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return Promise.all(ranks);
}

/** For the program: what its starter is to know of it. */
export function leaveResult(result: unknown): void {
  writeFileSync(process.argv[2]!, serialize(result));
}

async function freeAddresses(count: number): Promise<string[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const { port } = server.address() as { port: number };
      server.close();
      await once(server, 'close');
      return `127.0.0.1:${port}`;
    }),
  );
}

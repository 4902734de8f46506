import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portTaken } from '../core/errors/cli.js';
import { ContrasegError } from '../core/errors/index.js';
import { RunDirectory } from '../core/run/directory.js';
import { readLog } from '../core/run/log.js';
import { readMetadata } from '../core/run/metadata.js';
import { readCurves } from './data/curves.js';
import { runNames } from './data/run-names.js';
import { type RunProgress, renderProgress } from './page/progress.js';

export interface WatchedRuns {
  readonly url: string;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Port on this machine; 0 takes any that is free. */
  readonly port?: number;
  /** Seconds after which the page looks again; 5 by default. */
  readonly refresh?: number;
}

/**
 * Serves a page that shows the logs of runs as they grow, to this machine alone. It reads the logs at each request, so it
 * costs the training nothing but that; no model is loaded.
 * @throws ContrasegError where a folder is no run, or the port is taken
 */
export async function watchRuns(
  paths: readonly [string] | readonly [string, string],
  options: WatchOptions = {},
): Promise<WatchedRuns> {
  const { port = 8008, refresh = 5 } = options;
  const directories = paths.map((path) => RunDirectory.open(path));
  const names = runNames(paths);
  const server = createServer(async (request, response) => {
    if (request.url !== '/') {
      response.writeHead(404).end();
      return;
    }
    try {
      const runs = await Promise.all(directories.map((directory, i) => readProgress(directory, names[i]!)));
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(renderProgress(runs, refresh));
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8', refresh: String(refresh) });
      response.end((error as Error).message);
    }
  });
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readProgress(directory: RunDirectory, name: string): Promise<RunProgress> {
  const [log, metadata] = await Promise.all([readLog(directory.log), readMetadata(directory)]);
  const evaluation = log.findLast((entry) => entry.event === 'evaluation');
  const [metric = ''] = Object.keys(evaluation?.summary ?? {});
  const last = log.findLast((entry) => entry.event === 'step');
  return {
    name,
    metadata,
    curves: readCurves(log, metric),
    ...(last && { last }),
    ...(evaluation && { evaluation }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new ContrasegError(portTaken(port), { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

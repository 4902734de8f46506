import { once } from 'node:events';
import { join } from 'node:path';
import { writeWhole } from '../../core/files/write-whole.js';
import { createReport } from '../../report/create-report.js';
import { watchRuns } from '../../report/watch-runs.js';
import type { ReportCommandOptions } from '../commands/report.js';
import { give, say } from '../output.js';
import { listenForStop } from '../stop-signals.js';

export async function runReport(
  run: string,
  other: string | undefined,
  { out, last, watch, port, ...options }: ReportCommandOptions,
): Promise<void> {
  const paths = other ? ([run, other] as const) : ([run] as const);
  if (watch) {
    await serve(paths, port);
    return;
  }
  const file = out ?? join(other ?? run, 'report.html');
  const page = await createReport(paths, { ...options, checkpoint: last ? 'last' : 'best' });
  await writeWhole(file, page);
  const bytes = Buffer.byteLength(page);
  say(`${file}: ${(bytes / 1e6).toFixed(1)} MB, opens without a network`);
  give({ file, bytes });
}

/** Until Ctrl-C. */
async function serve(paths: readonly [string] | readonly [string, string], port: number): Promise<void> {
  const request = listenForStop();
  const { url, close } = await watchRuns(paths, { port });
  say(`${url} follows ${paths.join(' and ')}; Ctrl-C ends it`);
  give({ url });
  if (!request.signal.aborted) await once(request.signal, 'abort');
  await close();
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

/** The path of a file that lies beside the repository, or undefined, with the reason in the log, where it is missing. */
export function sharedFile(t: ExecutionContext, path: string): string | undefined {
  const file = resolve('..', 'shared', path);
  if (existsSync(file)) return file;
  t.log(`skipped: ${file} is not there`);
  t.pass();
  return undefined;
}

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A plugin of examples/ where it finds `contraseg` as if that were installed: inside this package, without its own package.json. */
export function exampleModule(t: Pick<ExecutionContext, 'teardown'>, name: string): string {
  mkdirSync('dist/examples', { recursive: true });
  const folder = mkdtempSync(resolve('dist/examples', `${name}-`));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(join('examples', name), folder, { recursive: true, filter: (file) => !file.endsWith('package.json') });
  return join(folder, 'index.js');
}

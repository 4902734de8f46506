import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TFJS_VERSION } from './cache.js';
import { command } from './command.js';
import { fetchedPackageRoot, findPackage, TFJS_NODE } from './tfjs-node-package.js';

/**
 * The package's folder; where npm left it out, because its installer failed, it is fetched into the cache without
 * running that installer.
 */
export async function ensurePackage(report: (line: string) => void): Promise<string> {
  const present = findPackage();
  if (present) return present;
  report(`fetching ${TFJS_NODE} ${TFJS_VERSION}`);
  const root = fetchedPackageRoot();
  const unfinished = await mkdtemp(join(dirname(root), 'unfinished-'));
  try {
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    await npm(['install', ...quiet, `${TFJS_NODE}@${TFJS_VERSION}`], unfinished);
    await rm(root, { recursive: true, force: true });
    await rename(unfinished, root);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return findPackage()!;
}

/** The npm that runs us where there is one: on Windows `npm` is a script that only a shell finds. */
function npm(args: readonly string[], cwd: string): Promise<string> {
  const running = process.env.npm_execpath;
  const script = running && /npm-cli\.[cm]?js$/.test(running) ? running : undefined;
  return script ? command(process.execPath, [script, ...args], { cwd }) : command('npm', args, { cwd });
}

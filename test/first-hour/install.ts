import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand } from './run-command.js';

const FLAGS = '--ignore-scripts --prefer-offline --no-audit --no-fund --fetch-retries=0 --fetch-timeout=30000';

/** Packs this checkout and installs it into an empty folder, as far as npm's cache reaches without a network. */
export async function installPackage(folder: string, command: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true }');
  const pack = `npm pack --ignore-scripts --silent --pack-destination "${folder}"`;
  const tarball = (await runCommand({ folder: resolve('.'), command: pack })).trim();
  try {
    await runCommand({ folder, command, instead: `npm install ${FLAGS} ./${tarball}` });
  } catch (error) {
    console.log(`${(error as Error).message}; the packages of this checkout are linked instead`);
    await linkPackages(folder, tarball);
  }
}

/** What npm would install: the tarball unpacked, and beside it links to what this checkout has installed. */
async function linkPackages(folder: string, tarball: string): Promise<void> {
  const [from, to] = [resolve('node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, 'contraseg'), { recursive: true });
  mkdirSync(join(to, '.bin'), { recursive: true });
  await runCommand({ folder, command: `tar -xzf ${tarball} -C node_modules/contraseg --strip-components=1` });
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.') && name !== 'contraseg') symlinkSync(join(from, name), join(to, name));
  }
  await runCommand({ folder, command: 'chmod +x node_modules/contraseg/dist/src/cli/main.js' });
  symlinkSync('../contraseg/dist/src/cli/main.js', join(to, '.bin/contraseg'));
}

import { execFileSync } from 'node:child_process';
import test from 'ava';

/** Packages that a module loads, by those that it asks the file system for. */
function packagesOf(module: string): string[] {
  const code = `await import(${JSON.stringify(new URL(module, import.meta.url))});
    const { createRequire } = await import('node:module');
    const names = Object.keys(createRequire(import.meta.url).cache).map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names)]));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return JSON.parse(printed.trim().split('\n').at(-1)!) as string[];
}

test('help and wrong arguments wait for no engine and no image library', (t) => {
  const heavy = ['@tensorflow/tfjs', 'sharp', 'zod', 'linkedom', 'cli-progress'];
  const loaded = packagesOf('../../src/cli/program.js');
  t.deepEqual(
    heavy.filter((name) => loaded.includes(name)),
    [],
  );
  t.true(loaded.includes('picocolors') || loaded.includes('commander'), loaded.join(', '));
});

test('configurations are read without the image library', (t) => {
  const loaded = packagesOf('../../src/api/config.js');
  t.true(loaded.includes('@tensorflow/tfjs'), 'the test sees what is loaded');
  t.false(loaded.includes('sharp'));
});

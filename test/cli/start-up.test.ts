import { execFileSync } from 'node:child_process';
import test from 'ava';

const HOOKS = `import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(1, found.url + '\\n');
  return found;
}`;

/** Packages that a module loads: what it imports, by a hook, and what it requires, by the cache. */
function packagesOf(module: string): Set<string> {
  const code = `import { createRequire, register } from 'node:module';
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOKS)}`)});
    await import(${JSON.stringify(new URL(module, import.meta.url))});
    console.log(Object.keys(createRequire(import.meta.url).cache).join('\\n'));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return new Set(Array.from(printed.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g), ([, name]) => name!));
}

test('help and wrong arguments wait for no engine and no image library', (t) => {
  const heavy = ['@tensorflow/tfjs', 'sharp', 'zod', 'linkedom', 'cli-progress', 'cli-table3'];
  const loaded = packagesOf('../../src/cli/program.js');
  t.deepEqual(
    heavy.filter((name) => loaded.has(name)),
    [],
  );
  t.true(loaded.has('commander'), 'the test sees what is loaded');
});

test('configurations are read without what reads images, draws tables or compiles TypeScript', (t) => {
  const loaded = packagesOf('../../src/api/config.js');
  t.true(loaded.has('@tensorflow/tfjs') && loaded.has('zod'), 'the test sees what is loaded');
  const unneeded = ['sharp', 'fast-png', 'cli-table3', 'jiti'];
  t.deepEqual(
    unneeded.filter((name) => loaded.has(name)),
    [],
  );
});

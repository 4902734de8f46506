import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { build, type Rolldown } from 'vite';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** An application of one file, built as `vite build` does; `contraseg` is found as any package is. */
async function built(t: ExecutionContext, script: string, external: readonly string[]) {
  const root = temporaryFolder(t, {
    'index.html': '<script type="module" src="./main.js"></script>',
    'main.js': script,
  });
  const warnings: string[] = [];
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { 'contraseg/web': import.meta.resolve('contraseg/web').slice('file://'.length) } },
    build: {
      write: false,
      rolldownOptions: { external: [...external], onwarn: ({ message }) => void warnings.push(message) },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = output.filter((file) => file.type === 'chunk');
  return {
    warnings,
    code: chunks.map(({ code }) => code).join('\n'),
    imports: chunks.flatMap(({ imports }) => imports),
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
  };
}

const APPLICATION = "import { loadSegmenter } from 'contraseg/web'; console.log(await loadSegmenter('model/'));";

test.serial('Vite bundles contraseg/web under 40 kB without tfjs, and no Node module is in it', async (t) => {
  const { code, imports, modules, warnings } = await built(t, APPLICATION, ['@tensorflow/tfjs']);
  t.log(`${(code.length / 1000).toFixed(1)} kB, ${(gzipSync(code).length / 1000).toFixed(1)} kB compressed`);
  t.true(code.length < 40_000, `${code.length} bytes`);
  t.deepEqual([...new Set(imports)], ['@tensorflow/tfjs']);
  // Vite puts an empty module where a module of Node is imported.
  t.deepEqual(
    [...modules, ...warnings].filter((text) => /__vite-browser-external|externalized|node:/.test(text)),
    [],
  );
  const packages = modules.flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
  t.deepEqual([...new Set(packages)], ['zod']);
});

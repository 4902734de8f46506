import test from 'ava';
import { build } from 'esbuild';

async function bundled(contents: string) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    external: ['@tensorflow/tfjs'],
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  return { modules: Object.keys(metafile.inputs), imports: output!.imports, bytes: outputFiles[0]!.contents.length };
}

// For the browser esbuild resolves no Node module: one in the closure fails the build.
for (const entry of ['contraseg/web', 'contraseg/layers']) {
  test(`${entry} bundles for browsers and needs nothing but tfjs`, async (t) => {
    const { imports } = await bundled(`import * as all from '${entry}'; console.log(all)`);
    t.deepEqual([...new Set(imports.map(({ path }) => path))], ['@tensorflow/tfjs']);
  });
}

test('contraseg/web is under 40 kB without tfjs and brings zod alone', async (t) => {
  const { modules, bytes } = await bundled("import { loadSegmenter } from 'contraseg/web'; loadSegmenter('model/')");
  t.log(`${(bytes / 1000).toFixed(1)} kB`);
  t.true(bytes < 40_000, `${bytes} bytes`);
  const packages = modules.flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
  t.deepEqual([...new Set(packages)], ['zod']);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { readPlugins, train } from 'contraseg';
import ts from 'typescript';

/** Inside the package, where `contraseg` is found. */
mkdirSync('dist/docs', { recursive: true });
const folder = mkdtempSync(resolve('dist/docs/plugins-'));
test.after.always(() => rmSync(folder, { recursive: true }));

/** Fenced blocks with a file name, such as "ts backbone.ts". */
function writeSnippets(): string[] {
  const blocks = readFileSync('docs/writing-plugins.md', 'utf8').matchAll(/^```ts (\S+)\n(.*?)^```$/gms);
  return [...blocks].map(([, name, code]) => {
    const file = join(folder, name!);
    writeFileSync(file, code!);
    return file;
  });
}

function compile(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

test('the snippets of docs/writing-plugins.md compile, conform and train', async (t) => {
  t.timeout(120_000);
  t.deepEqual(compile(writeSnippets()), []);

  const { conformance } = (await import(pathToFileURL(join(folder, 'conformance.js')).href)) as {
    conformance: () => Promise<void>;
  };
  await t.notThrowsAsync(conformance());

  const config = join(folder, 'contraseg.config.ts');
  const { registry } = await readPlugins({ config });
  t.is(registry.list().filter(({ owner }) => owner === 'contraseg-plugin-tour').length, 9);
  const summary = await train({ config, out: join(folder, 'run'), set: ['trainer.overlays=0'] });
  t.is(summary.iteration, 4);
  t.deepEqual(
    summary.classes.map(({ name }) => name),
    ['dark', 'bright'],
  );
});

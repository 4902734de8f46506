import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { readPlugins } from 'contraseg';
import { API_VERSION, definePlugin } from 'contraseg/plugin';
import { z } from 'zod';

const folder = mkdtempSync(join(tmpdir(), 'contraseg-plugins-'));
const plugin = (name: string) => `({ name: '${name}', version: '1', apiVersion: ${API_VERSION}, register() {} })`;

test.after.always(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function open(plugins: unknown) {
  return readPlugins({ config: { plugins }, workingDirectory: folder });
}

async function problems(plugins: unknown): Promise<string[]> {
  return (await open(plugins)).problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

test('a plugin is found from the file that names it', async (t) => {
  await mkdir(join(folder, 'deep/er'), { recursive: true });
  write(
    'deep/plugin.ts',
    `import { definePlugin } from 'contraseg/plugin';\nexport default definePlugin(${plugin('deep')});`,
  );
  write('deep/er/base.yaml', 'plugins: [../plugin.ts]');
  write('config.yaml', 'extends: deep/er/base.yaml');
  const { plugins, problems } = await readPlugins({ config: 'config.yaml', workingDirectory: folder });
  t.deepEqual(problems, []);
  t.is(plugins.at(-1)?.name, 'deep');
});

test('a plugin that throws keeps its own stack', async (t) => {
  write('throws.js', "function prepare() {\n  throw new Error('boom');\n}\nprepare();\nexport default {};");
  const { problems, causes } = await open(['./throws.js']);
  t.is(problems[0]?.code, 'CONTRASEG_PLUGIN_FAILED');
  t.regex((causes[0] as Error).stack!, /^Error: boom\n {4}at prepare \(.*throws\.js:2/);
});

test('only what is missing itself counts as missing', async (t) => {
  write('imports.js', "import 'not-installed';\nexport default {};");
  t.regex((await problems(['./imports.js']))[0]!, /^CONTRASEG_PLUGIN_FAILED .*not-installed/);
  t.regex((await problems(['./missing.js']))[0]!, /^CONTRASEG_PLUGIN_NOT_FOUND/);
  t.regex((await problems([[plugin('one'), {}, 'two']]))[0]!, /^CONTRASEG_INVALID_OPTION .*list of 3/);
  for (const nothing of [
    '',
    '.',
    '/dev/zero',
    'node:fs',
    'data:text/javascript,0',
    '\u0000',
    '#',
    '%',
    'file:///no.js',
  ]) {
    t.regex((await problems([nothing]))[0]!, /^CONTRASEG_PLUGIN_NOT_FOUND/, nothing);
  }
});

test('a name without its prefix is suggested where the package is installed', async (t) => {
  const at = join(folder, 'node_modules/contraseg-plugin-snow');
  await mkdir(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), '{ "name": "contraseg-plugin-snow", "exports": "./index.js" }');
  writeFileSync(join(at, 'index.js'), `module.exports = ${plugin('contraseg-plugin-snow')};`);
  const [missing] = (await open(['snow'])).problems;
  t.is(missing?.hint, '"contraseg-plugin-snow" is installed: did you mean that?');
  t.deepEqual(await problems(['contraseg-plugin-snow']), []);
});

test('options of a plugin are checked like any others', async (t) => {
  const options = z.strictObject({ size: z.int().describe('Size of it') });
  const sized = definePlugin({ name: 'sized', version: '1', apiVersion: 2, options, register() {} });
  t.deepEqual(await problems([[sized, { size: 3 }]]), []);
  t.deepEqual(await problems([[sized, { sise: 3 }]]), [
    'CONTRASEG_MISSING_OPTION plugins[0][1].size: this option is required: Size of it.',
    'CONTRASEG_UNKNOWN_OPTION plugins[0][1].sise: "sise" is not an option here.',
  ]);
  const plain = definePlugin({ name: 'plain', version: '1', apiVersion: 2, register() {} });
  t.regex((await problems([[plain, { size: 3 }]]))[0]!, /^CONTRASEG_UNKNOWN_OPTION plugins\[0]\[1]\.size/);
});

test('what is no plugin is refused, each with its reason', async (t) => {
  t.regex((await problems('pixel-contrast'))[0]!, /^CONTRASEG_INVALID_OPTION plugins: .*Expected a list/);
  const old = { name: 'old', version: '1', apiVersion: 1, register() {} };
  const found = await problems([3, {}, old]);
  t.is(found.length, 3);
  t.regex(
    found[2]!,
    /^CONTRASEG_PLUGIN_INVALID plugins\[2]: "inline" was written for plugin API 1, contraseg .* speaks 2/,
  );
});

test('an installed plugin with a contraseg of its own is refused before it loads', async (t) => {
  const at = join(folder, 'node_modules/contraseg-plugin-nested');
  const copy = join(at, 'node_modules/contraseg');
  await mkdir(copy, { recursive: true });
  writeFileSync(join(at, 'package.json'), '{ "name": "contraseg-plugin-nested", "exports": "./index.js" }');
  writeFileSync(join(at, 'index.js'), "throw new Error('loaded')");
  writeFileSync(join(copy, 'package.json'), '{ "name": "contraseg" }');
  const [problem] = (await open(['contraseg-plugin-nested'])).problems;
  t.is(problem?.code, 'CONTRASEG_SECOND_COPY');
  t.true(problem?.message.includes(copy));
});

test('a linked plugin whose own checkout holds another contraseg is refused before it loads', async (t) => {
  const checkout = join(folder, 'checkouts/contraseg-plugin-linked');
  const copy = join(checkout, 'node_modules/contraseg');
  await mkdir(copy, { recursive: true });
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(join(checkout, 'index.js'), "throw new Error('loaded')");
  writeFileSync(join(copy, 'package.json'), '{ "name": "contraseg" }');
  symlinkSync(checkout, join(folder, 'node_modules/contraseg-plugin-linked'));
  const found = (await open(['contraseg-plugin-linked'])).problems;
  t.deepEqual(
    found.map(({ code }) => code),
    ['CONTRASEG_SECOND_COPY'],
  );
  t.true(found[0]?.message.includes(realpathSync(copy)));
  t.regex(found[0]!.hint!, /npm link contraseg/);
});

test("options of a plugin that take any name are refused as a component's are", async (t) => {
  const options = z.object({ size: z.int().describe('Size of it') }) as never;
  const loose = definePlugin({ name: 'loose', version: '1', apiVersion: 2, options, register() {} });
  t.regex((await problems([[loose, { size: 3 }]]))[0]!, /^CONTRASEG_PLUGIN_INVALID plugins\[0]: the plugin loose /);
});

test('what is added in the manner of apiVersion 1 is refused with the new one', async (t) => {
  const register = ({ add }: { add(...given: unknown[]): void }) => add('loss', { name: 'mine' });
  const mine = { name: 'mine', version: '1', apiVersion: API_VERSION, register };
  const [found] = await problems([mine]);
  t.regex(found!, /^CONTRASEG_PLUGIN_INVALID plugins\[0]: mine adds "loss", which defineComponent did not make/);
});

import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { readConfig } from '../../../src/api/config.js';
import { resolvedYaml } from '../../../src/core/config/resolved.js';
import { problemsOf, TINY_CONFIG } from '../../helpers/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const TINY = YAML.stringify(TINY_CONFIG);

const broken: Record<string, { name?: string; content: string | Buffer; code: string; message: RegExp }> = {
  'a key that stands twice': {
    content: 'trainer:\n  seed: 1\n  iterations: 2\n  seed: 3',
    code: 'CONTRASEG_DUPLICATE_KEY',
    message: /"seed" stands twice in one mapping, at lines 2 and 4/,
  },
  'a key that stands twice in JSON': {
    name: 'a.json',
    content: '{"engine": "wasm", "engine": "cpu"}',
    code: 'CONTRASEG_DUPLICATE_KEY',
    message: /"engine"/,
  },
  'an unknown tag': { content: 'engine: !js wasm', code: 'CONTRASEG_CONFIG_SYNTAX', message: /Unresolved tag: !js/ },
  'several documents': { content: 'a: 1\n---\nb: 1', code: 'CONTRASEG_CONFIG_SYNTAX', message: /multiple documents/ },
  'an alias of nothing': { content: 'hooks: *gone', code: 'CONTRASEG_CONFIG_SYNTAX', message: /alias/i },
  'a merge of what is no mapping': { content: '<<: 3', code: 'CONTRASEG_CONFIG_SYNTAX', message: /[Mm]erge/ },
  'a date of YAML 1.1': {
    content: '%YAML 1.1\n---\nengine: 2001-01-01',
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    message: /class Date/,
  },
  'an empty file': {
    content: '',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /expected a mapping of options, found null/,
  },
  'a binary file': { content: Buffer.from([0x89, 0x50, 0, 1]), code: 'CONTRASEG_CONFIG_SYNTAX', message: /no text/ },
  'UTF-16': { content: Buffer.from('a: 1', 'utf16le'), code: 'CONTRASEG_CONFIG_SYNTAX', message: /no text in UTF-8/ },
  'a huge file': { content: Buffer.alloc(3e6, 'a'), code: 'CONTRASEG_CONFIG_SYNTAX', message: /3\.0 MB/ },
  'a long file': { content: '#'.repeat(2e5), code: 'CONTRASEG_CONFIG_SYNTAX', message: /200,000 characters/ },
  'an unknown extension': {
    name: 'a.toml',
    content: 'a = 1',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /ends in one of \.yaml/,
  },
  'a module that throws': {
    name: 'a.mjs',
    content: 'throw new Error("thrown here")',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /thrown here/,
  },
  'a module that throws null': {
    name: 'a.mjs',
    content: 'throw null',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /could not be read: null/,
  },
  'a module with a mistake in its syntax': {
    name: 'a.ts',
    content: 'export default {',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /could not be read/,
  },
  'a module that exports nothing': {
    name: 'a.mjs',
    content: 'const config = {};',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /exports nothing/,
  },
  'a module that exports a function': {
    name: 'a.mjs',
    content: 'export default () => ({});',
    code: 'CONTRASEG_NOT_PLAIN_DATA',
    message: /found a function/,
  },
  'a module that exports a rejected promise': {
    name: 'a.mjs',
    content: 'export default Promise.reject(new Error("no network"));',
    code: 'CONTRASEG_CONFIG_SYNTAX',
    message: /no network/,
  },
  'a package.json without a configuration': {
    name: 'package.json',
    content: '{}',
    code: 'CONTRASEG_CONFIG_NOT_FOUND',
    message: /no key "contraseg"/,
  },
  'a file that extends itself': { content: 'extends: a.yaml', code: 'CONTRASEG_EXTENDS_CYCLE', message: /circle/ },
  'extends of a number': {
    content: 'extends: 3',
    code: 'CONTRASEG_INVALID_OPTION',
    message: /found 3\. Expected a path/,
  },
  'extends of nothing': { content: 'extends:', code: 'CONTRASEG_INVALID_OPTION', message: /found null/ },
  'extends of a builtin module': {
    content: 'extends: node:fs',
    code: 'CONTRASEG_EXTENDS_NOT_FOUND',
    message: /"node:fs" was not found/,
  },
  'extends of a folder': { content: 'extends: .', code: 'CONTRASEG_CONFIG_NOT_FOUND', message: /this is a folder/ },
};

for (const [title, { name = 'a.yaml', content, code, message }] of Object.entries(broken)) {
  test(`${title} is one error that names the file`, async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, name), content);
    const error = await problemsOf({ config: name, workingDirectory: folder });
    t.deepEqual([error.problems.length, error.code], [1, code], error.message);
    t.regex(error.message, message);
    t.true(error.problems[0]!.file!.startsWith(folder));
  });
}

test('a folder, a pipe and a link in a circle are no configuration', async (t) => {
  const folder = temporaryFolder(t);
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
  t.regex((await problemsOf({ config: folder })).message, /this is a folder/);
  t.regex((await problemsOf({ config: join(folder, 'pipe.yaml') })).message, /not a regular file/);
  t.regex((await problemsOf({ config: join(folder, 'loop.yaml') })).message, /could not be read: ELOOP/);
  t.regex((await problemsOf({ config: 'a\u0000.yaml' })).message, /could not be read/);
});

test('files that double with every level are stopped', async (t) => {
  const files = Array.from({ length: 30 }, (_, i) => [`${i}.yaml`, `extends: [${i + 1}.yaml, ${i + 1}.yaml]`] as const);
  const folder = temporaryFolder(t, { ...Object.fromEntries(files), '30.yaml': 'engine: wasm' });
  t.is((await problemsOf({ config: join(folder, '0.yaml') })).code, 'CONTRASEG_EXTENDS_TOO_MANY');
});

test('a broken or empty file that is discovered is named like one that was given', async (t) => {
  const empty = temporaryFolder(t, { 'package.json': '{}', 'contraseg.config.yaml': '' });
  t.regex((await problemsOf({ workingDirectory: empty })).message, /contraseg\.config\.yaml: expected a mapping/);
  const cut = temporaryFolder(t, { 'package.json': '{}', 'contraseg.config.json': '{"a": [' });
  t.regex((await problemsOf({ workingDirectory: cut })).message, /contraseg\.config\.json: the file could not be read/);
  const cutPackage = temporaryFolder(t, { 'package.json': '{' });
  t.is((await problemsOf({ workingDirectory: cutPackage })).code, 'CONTRASEG_CONFIG_SYNTAX');
});

test('what is no configuration object is refused', async (t) => {
  for (const config of [null, [], 'nowhere.yaml', () => 1] as unknown[]) {
    const error = await problemsOf({ config: config as object, workingDirectory: temporaryFolder(t) });
    t.is(error.problems.length, 1);
  }
});

test('a byte-order mark, merge keys, tabs in JSON, promises and the key in package.json all work', async (t) => {
  const folder = temporaryFolder(t, {
    'tiny.yaml': TINY,
    'bom.yaml': '\ufeffextends: tiny.yaml',
    'merge.yaml': 'extends: tiny.yaml\ntrainer: { <<: &b { seed: 5, batchSize: 3 }, batchSize: 4 }',
    'tabs.json': '{\n\t"extends": [\n\t\t"tiny.yaml"\n\t]\n}',
    'promise.mjs': 'export default Promise.resolve({ extends: "tiny.yaml" });',
    'named.mjs': 'export const trainer = { seed: 9 };\nexport { tiny as extends };\nconst tiny = "tiny.yaml";',
    'package.json': '{ "contraseg": { "extends": "tiny.yaml" } }',
  });
  for (const name of ['bom.yaml', 'tabs.json', 'promise.mjs', 'named.mjs', 'package.json', undefined]) {
    const { config } = await readConfig({ config: name, workingDirectory: folder });
    t.is(config.trainer.iterations, 4, name);
  }
  const { config } = await readConfig({ config: 'merge.yaml', workingDirectory: folder });
  t.deepEqual([config.trainer.seed, config.trainer.batchSize], [5, 4]);
});

test('a file that appears or changes is read anew', async (t) => {
  const folder = temporaryFolder(t, { 'tiny.yaml': TINY, 'package.json': '{}' });
  t.is((await problemsOf({ workingDirectory: folder })).code, 'CONTRASEG_CONFIG_NOT_FOUND');
  writeFileSync(join(folder, 'contraseg.config.yaml'), 'extends: tiny.yaml');
  const seed = async () => (await readConfig({ workingDirectory: folder })).config.trainer.seed;
  t.is(await seed(), 1);
  writeFileSync(join(folder, 'contraseg.config.yaml'), 'extends: tiny.yaml\ntrainer: { seed: 2 }');
  t.is(await seed(), 2);
});

for (const sign of ['#', '?', '%', '%41', ' ', '&', 'é', '[x]', '"']) {
  test(`a path with ${sign} leads to configurations, plugins and, from the resolved file, to them again`, async (t) => {
    const plugin = "export default { name: 'signs', version: '1', apiVersion: 2, register() {} };";
    const folder = join(
      temporaryFolder(t, { [`a${sign}b/tiny.yaml`]: TINY, [`a${sign}b/p${sign}.ts`]: plugin }),
      `a${sign}b`,
    );
    writeFileSync(join(folder, 'c.yaml'), YAML.stringify({ extends: 'tiny.yaml', plugins: [`./p${sign}.ts`] }));
    writeFileSync(join(folder, `d${sign}.mjs`), 'export default { extends: "./c.yaml" };');
    const loaded = await readConfig({ config: join(folder, `d${sign}.mjs`) });
    t.is(loaded.plugins.at(-1)?.name, 'signs');
    const elsewhere = temporaryFolder(t, { 'config.resolved.yaml': resolvedYaml(loaded, 'test') });
    const again = await readConfig({ config: join(elsewhere, 'config.resolved.yaml') });
    t.is(again.plugins.at(-1)?.name, 'signs');
  });
}

import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { readConfig } from '../../../src/api/config.js';
import { plainConfig, resolvedYaml } from '../../../src/core/config/resolved.js';
import { problemsOf, TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../../helpers/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const yaml = (value: unknown) => YAML.stringify(value);

test('files extend others relative to themselves, and paths are relative to the file that wrote them', async (t) => {
  const folder = temporaryFolder(t, {
    'base/model.yaml': yaml({
      ...TINY_CONFIG,
      model: { ...TINY_CONFIG.model, backbone: { type: 'mobilenet-v2', weights: 'w.safetensors' } },
    }),
    'a.yaml': yaml({ extends: 'base/model.yaml', trainer: { iterations: 7 } }),
  });
  const { config, registry } = await readConfig({ config: join(folder, 'a.yaml') });
  t.is(config.trainer.iterations, 7);
  t.is(config.trainer.batchSize, 2);
  t.is(config.model.backbone.options.weights, join(folder, 'base/w.safetensors'));
  registry.dispose();
});

test('paths of --set are relative to the working directory', async (t) => {
  const folder = temporaryFolder(t);
  const config = { ...TINY_CONFIG, data: { type: 'folder', root: 'elsewhere' } };
  const loaded = await readConfig({ config, set: ['data.root=here'], workingDirectory: folder });
  t.is(loaded.config.data.options.root, join(folder, 'here'));
});

test('the resolved file loads the same configuration again', async (t) => {
  const first = await readConfig({ config: TINY_CONTRAST_CONFIG });
  const folder = temporaryFolder(t, { 'config.resolved.yaml': resolvedYaml(first, 'test') });
  const second = await readConfig({ config: join(folder, 'config.resolved.yaml') });
  t.deepEqual(plainConfig(second), plainConfig(first));
});

test('a TypeScript configuration loads, with a plugin object inside', async (t) => {
  const folder = temporaryFolder(t, {
    'contraseg.config.ts': `
      import { defineConfig } from 'contraseg';
      import { definePlugin } from 'contraseg/plugin';
      const plugin = definePlugin({ name: 'mine', version: '1.0.0', apiVersion: 2, register() {} });
      const iterations: number = 5;
      export default defineConfig({ ...${JSON.stringify(TINY_CONFIG)}, plugins: [plugin], trainer: { iterations } } as never);`,
  });
  const loaded = await readConfig({ workingDirectory: folder });
  t.is(loaded.config.trainer.iterations, 5);
  t.deepEqual(
    loaded.plugins.map(({ name }) => name),
    ['builtin', 'mine'],
  );
});

test('everything that is wrong is reported at once, with file, path and nearest match', async (t) => {
  const folder = temporaryFolder(t, {
    'base.yaml': yaml({ ...TINY_CONFIG, optimiser: { type: 'sgd' } }),
    'a.yaml': yaml({
      extends: 'base.yaml',
      plugins: ['contraseg-plugin-missing', './broken.mjs', './not-a-plugin.mjs'],
      data: { type: 'folder' },
      losses: [{ type: 'cross-entropi' }, { type: 'cross-entropy', wieght: 2 }, { type: 'pixel-contrast' }, 'dice'],
      trainer: { batchSize: 0 },
    }),
    'broken.mjs': "throw new Error('the plugin is broken');",
    'not-a-plugin.mjs': 'export default 3;',
  });
  const error = await problemsOf({ config: join(folder, 'a.yaml'), set: ['trainer.sede=3'] });
  t.snapshot(error.message.replaceAll(folder, '<folder>'));
});

test('a plugin that throws while loading keeps its own stack as the cause', async (t) => {
  const folder = temporaryFolder(t, { 'broken.mjs': "function inside() { throw new Error('broken'); }\ninside();" });
  const error = await problemsOf({ config: { ...TINY_CONFIG, plugins: ['./broken.mjs'] }, workingDirectory: folder });
  t.is(error.code, 'CONTRASEG_PLUGIN_FAILED');
  t.regex((error.cause as Error).stack!, /inside/);
});

test('pixel-contrast without its plugin names the line that is missing', async (t) => {
  const { plugins: _, ...config } = TINY_CONTRAST_CONFIG;
  const error = await problemsOf({ config });
  t.is(error.problems.length, 1);
  t.is(error.problems[0]!.path, 'losses[1].type');
  t.regex(error.problems[0]!.hint!, /plugins: \[contraseg\/pixel-contrast\]/);
});

test('a nested component is validated like any other', async (t) => {
  const losses = [
    { type: 'pixel-contrast', memory: [{ type: 'pixel-bank', capacty: 3 }], anchors: { type: 'hardset' } },
  ];
  const error = await problemsOf({ config: { ...TINY_CONTRAST_CONFIG, losses } });
  t.deepEqual(
    error.problems.map(({ code, path }) => `${code} ${path}`),
    ['CONTRASEG_UNKNOWN_COMPONENT losses[0].anchors.type', 'CONTRASEG_UNKNOWN_OPTION losses[0].memory[0].capacty'],
  );
});

const broken: Record<string, { files: Record<string, string>; config: string; set?: string[] }> = {
  'a file that is not there': { files: {}, config: 'missing.yaml' },
  'YAML that does not parse': { files: { 'a.yaml': 'a: [1, 2' }, config: 'a.yaml' },
  'a file that holds a list': { files: { 'a.yaml': '- 1' }, config: 'a.yaml' },
  'a file that extends nothing': { files: { 'a.yaml': 'extends: nowhere.yaml' }, config: 'a.yaml' },
  'files that extend each other': {
    files: { 'a.yaml': 'extends: b.yaml', 'b.yaml': 'extends: a.yaml' },
    config: 'a.yaml',
  },
  'an override without a value': { files: { 'a.yaml': 'a: 1' }, config: 'a.yaml', set: ['trainer.seed'] },
  'an override that is not YAML': { files: { 'a.yaml': 'a: 1' }, config: 'a.yaml', set: ['trainer.seed=[1'] },
};

for (const [title, { files, config, set }] of Object.entries(broken)) {
  test(`${title} gives an error that says where`, async (t) => {
    const folder = temporaryFolder(t, files);
    const error = await problemsOf({ config: join(folder, config), set });
    t.snapshot(error.message.replaceAll(folder, '<folder>'));
  });
}

test('no configuration anywhere gives an error that says how to get one', async (t) => {
  const folder = temporaryFolder(t);
  const error = await problemsOf({ workingDirectory: folder });
  t.regex(error.message, /contraseg init/);
});

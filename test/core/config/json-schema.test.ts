import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { configJsonSchema, readPlugins } from 'contraseg';
import YAML from 'yaml';
import { readConfig } from '../../../src/api/config.js';
import { TINY_CONFIG } from '../../helpers/config.js';

async function validator(...plugins: string[]) {
  const { registry } = await readPlugins({ config: { plugins } });
  return new Ajv2020({ strict: true, allErrors: true }).compile(configJsonSchema(registry));
}

const presets = readdirSync('configs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

for (const preset of presets) {
  test(`the JSON Schema accepts configs/${preset}`, async (t) => {
    const validate = await validator('contraseg/pixel-contrast');
    validate(YAML.parse(readFileSync(join('configs', preset), 'utf8')));
    t.deepEqual(validate.errors ?? [], []);
  });
}

test('the JSON Schema refuses what the validator refuses', async (t) => {
  const validate = await validator('contraseg/pixel-contrast');
  t.false(validate({ trainr: {} }));
  t.false(validate({ engine: 'cuda' }));
  t.false(validate({ model: { backbone: { type: 'mobilenet-v9' } } }));
  t.false(validate({ model: { backbone: { type: 'mobilenet-v2', outputStride: 12 } } }));
  t.false(validate({ model: { backbone: { outputStride: 16 } } }));
  t.false(validate({ losses: [{ type: 'pixel-contrast', memory: [{ type: 'pixel-bnk' }] }] }));
  t.false(validate({ losses: [{ type: 'pixel-contrast', anchors: { type: 'random', perKlass: 5 } }] }));
});

test('the JSON Schema knows the components that are loaded, and no others', async (t) => {
  const builtin = await validator();
  t.true(builtin({ losses: [{ type: 'cross-entropy' }] }));
  t.false(builtin({ losses: [{ type: 'pixel-contrast' }] }));
  t.true((await validator('contraseg/pixel-contrast'))({ losses: [{ type: 'pixel-contrast' }] }));
});

test('neither the JSON Schema nor the registry that it is made from loads an engine', (t) => {
  const refuse = `export async function resolve(name, context, next) {
    if (name.startsWith('@tensorflow')) throw new Error(name + ' is loaded by ' + context.parentURL);
    return next(name, context);
  }`;
  const modules = ['config/json-schema', 'registry/registry', 'registry/define-component', 'random/random-streams'];
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(refuse)}));
    for (const name of ${JSON.stringify(modules)}) await import('./dist/src/core/' + name + '.js');`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  t.is(stderr, '');
});

import { temporaryFolder } from '../../helpers/temporary-folder.js';

test('a configuration may name its schema for editors, in files and in objects', async (t) => {
  const folder = temporaryFolder(t, {
    'a.json': JSON.stringify({ $schema: './contraseg.schema.json', ...TINY_CONFIG }),
  });
  for (const config of [join(folder, 'a.json'), { $schema: 'x', ...TINY_CONFIG }]) {
    const loaded = await readConfig({ config });
    t.false('$schema' in loaded.merged.value);
    loaded.registry.dispose();
  }
});

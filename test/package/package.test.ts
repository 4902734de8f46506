import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { App, type PackedFile } from './app.js';

const SMALL = [
  ...['trainer.iterations=2', 'trainer.batchSize=2', 'trainer.overlays=0', 'data.size=32'],
  'data.images={ train: 4, val: 2, test: 2 }',
].flatMap((value) => ['--set', value]);

const EXAMPLES = [
  { name: 'custom-backbone', package: 'contraseg-plugin-squeezenet', component: /backbone +squeezenet +(\S+)/ },
  { name: 'plugin-loss', package: 'contraseg-plugin-log-cosh-dice', component: /loss +log-cosh-dice +(\S+)/ },
] as const;

const CREATED = 'contraseg-plugin-soft-dice';

const app = new App();
let packed: readonly PackedFile[];

test.before('pack, install, compile', (t) => {
  t.timeout(300_000);
  const { tarball, files } = app.pack('.');
  packed = files;
  app.install(tarball);
  const folders = EXAMPLES.map(({ name }) => app.copyExample(name));
  t.is(app.contraseg('create', 'plugin', 'loss', 'soft-dice').status, 0);
  const created = join(app.directory, CREATED);
  for (const folder of [folders[0]!, created]) t.is(app.compile('-p', folder), '');
  app.install(...[...folders, created].map((folder) => app.pack(folder).tarball));
});

test.after.always(() => app.remove());

test('the package holds what a user needs and nothing else', (t) => {
  const kinds = packed.map(({ path }) =>
    path.replace(
      /^(configs|docs|experiments|templates|dist\/src|src\/core\/engine\/native\/cpp)\/.*?(\.d\.ts|\.\w+)$/,
      '$1 $2',
    ),
  );
  t.deepEqual([...new Set(kinds)].filter((kind) => kind !== 'README.md').sort(), [
    'CHANGELOG.md',
    'CITATION.cff',
    'LICENSE',
    'configs .yaml',
    'dist/src .d.ts',
    'dist/src .js',
    'docs .jsonl',
    'docs .md',
    'docs .png',
    'experiments .yaml',
    'package.json',
    'src/core/engine/native/cpp .cc',
    'src/core/engine/native/cpp .h',
    'templates .ts',
  ]);
});

test('the installed command says its version and its components', (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.deepEqual(app.contraseg('--version'), { status: 0, output: `${version}\n` });
  t.regex(app.contraseg('plugins').output, /head +deeplab-v3-plus +builtin/);
});

for (const example of EXAMPLES) {
  const yaml = `node_modules/${example.package}/config.yaml`;

  test.serial(`${example.name} trains from its YAML configuration, which names it`, (t) => {
    const { status, output } = app.contraseg('train', yaml, '--out', `runs/${example.name}`, ...SMALL);
    t.is(status, 0, output);
    t.regex(output, /trained 2 iterations/);
    t.is(example.component.exec(app.contraseg('plugins', yaml).output)?.[1], example.package);
  });

  test.serial(`${example.name} trains from its TypeScript configuration, where a typo does not compile`, (t) => {
    const config = `${example.name}.config.ts`;
    cpSync(join('examples', example.name, 'contraseg.config.ts'), join(app.directory, config));
    const { status, output } = app.contraseg('train', config, '--out', `runs/${config}`, ...SMALL);
    t.is(status, 0, output);

    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    t.is(app.compile(config, ...flags), '');
    const text = readFileSync(join(app.directory, config), 'utf8');
    app.write('typo.ts', text.replace('squeeze:', 'squeese:').replace("'log-cosh-dice'", "'log-cosh-dise'"));
    t.regex(app.compile('typo.ts', ...flags), /squeese|dise/);
  });

  test.serial(`${example.name} passes its own tests`, (t) => {
    const { status, output } = app.node('--test', `checkout/${example.name}/test/`);
    t.is(status, 0, output);
  });
}

test.serial('a plugin that the installed command wrote passes its tests, and trains once it is installed', (t) => {
  const tested = app.node('--test', `${CREATED}/dist/test/soft-dice.test.js`);
  t.is(tested.status, 0, tested.output);
  app.write(
    'soft-dice.yaml',
    `
extends: contraseg/configs/demo/baseline.yaml
plugins: [${CREATED}]
losses: [{ type: soft-dice, weight: 2 }]
`,
  );
  const { status, output } = app.contraseg('train', 'soft-dice.yaml', '--out', 'runs/soft-dice', ...SMALL);
  t.is(status, 0, output);
});

test.serial('a local TypeScript plugin trains, with the contraseg and the tfjs of the command', (t) => {
  cpSync('test/package/local-plugin.ts', join(app.directory, 'local-plugin.ts'));
  app.write(
    'configs/local.yaml',
    `
extends: contraseg/configs/demo/baseline.yaml
plugins: [../local-plugin.ts]
losses: [{ type: local }]
`,
  );
  const { status, output } = app.contraseg('train', 'configs/local.yaml', '--out', 'runs/local', ...SMALL);
  t.is(status, 0, output);
  app.write(
    'instances.js',
    `
import * as tf from '@tensorflow/tfjs';
import { ContrasegError, readConfig } from 'contraseg';
import { LogCoshDice } from 'contraseg-plugin-log-cosh-dice';
const { registry } = await readConfig({
  config: 'configs/local.yaml',
  set: ['plugins=[./local-plugin.ts, contraseg-plugin-log-cosh-dice]'],
});
const local = registry.find('loss', 'local').component;
const same = [local.engine === tf.engine(), local.ContrasegError === ContrasegError, registry.find('loss', 'log-cosh-dice').component === LogCoshDice.component];
console.log(JSON.stringify(same));
`,
  );
  t.is(app.node('instances.js').output, '[true,true,true]\n');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createPlugin } from '../../src/api/create-plugin.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { KINDS } from '../../src/core/interfaces/component-types.js';
import { LinkedApp } from '../helpers/linked-app.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** Trains every configuration that is named to it, in one process, and prints the last iteration of each; the data set has a size of its own. */
const TRAIN_ALL = `
import { train } from 'contraseg';
const trained = {};
for (const config of process.argv.slice(2)) {
  const set = ['trainer.iterations=2', 'trainer.batchSize=2', 'trainer.overlays=0'];
  if (!config.includes('dataset')) set.push('data.size=32', 'data.images={ train: 4, val: 2, test: 2 }');
  trained[config] = (await train({ config, set, out: 'runs/' + config })).iteration;
}
console.log(JSON.stringify(trained));
`;

test('of every kind a package is written that compiles, conforms and trains from YAML and TypeScript', async (t) => {
  t.timeout(300_000);
  const app = new LinkedApp(t);
  const packages = [];
  for (const kind of KINDS) packages.push(await createPlugin(kind, `soft-${kind}`, { parent: app.directory }));
  const names = packages.map((created) => created.package);

  // One program for all of them, with the options of the first one's own.
  const { compilerOptions } = JSON.parse(readFileSync(join(packages[0]!.folder, 'tsconfig.json'), 'utf8'));
  app.write('tsconfig.json', JSON.stringify({ compilerOptions, include: names }));
  t.deepEqual(await app.compile('tsconfig.json'), { status: 0, output: '' });

  const tests = names.map((name, i) => `import './dist/${name}/test/soft-${KINDS[i]!}.test.js';`);
  app.write('conformance.js', tests.join('\n'));
  const conformed = await app.node('--test-reporter=tap', 'conformance.js');
  t.is(conformed.status, 0, conformed.output);
  t.regex(conformed.output, new RegExp(`# pass ${KINDS.length}\n`));

  app.write('train.js', TRAIN_ALL);
  const configs = names.flatMap((name) => [`${name}/config.yaml`, `${name}/contraseg.config.ts`]);
  const trained = await app.node('train.js', ...configs);
  t.is(trained.status, 0, trained.output);
  t.deepEqual(
    JSON.parse(trained.output.trim().split('\n').at(-1)!),
    Object.fromEntries(configs.map((config) => [config, 2])),
  );
});

test('wrong kinds and names are refused together, each with what would do', async (t) => {
  const refused = async (kind: string, name: string) => {
    const error = await t.throwsAsync(createPlugin(kind, name, { parent: temporaryFolder(t) }), {
      instanceOf: ContrasegError,
    });
    return error!.problems.map(({ code, hint }) => `${code}: ${hint}`).join(' | ');
  };
  t.regex(
    await refused('los', 'SoftDice'),
    /UNKNOWN_KIND: did you mean loss\?.* \| CONTRASEG_INVALID_PLUGIN_NAME: for example soft-dice/,
  );
  for (const name of ['', '../x', '2d', 'a--b', 'dice_loss', 'contraseg-plugin-', 'x'.repeat(61)]) {
    t.regex(await refused('loss', name), /^CONTRASEG_INVALID_PLUGIN_NAME/, name);
  }
  t.regex(await refused('loss', 'pixel-contrast'), /NAME_TAKEN.*my-pixel-contrast/);
  t.regex(await refused('head', 'index'), /NAME_TAKEN/, 'its file is the plugin itself');
  for (const kind of KINDS) t.regex(await refused(kind, kind), /NAME_TAKEN/, 'the interface has that name');
  t.regex(await refused('backbone', 'prepared'), /NAME_TAKEN/, 'PreparedBackbone is imported');
});

test('a folder that is there is left as it is, and the package prefix may be given', async (t) => {
  const parent = temporaryFolder(t, { 'contraseg-plugin-mine/mine.txt': 'kept' });
  const error = await t.throwsAsync(createPlugin('loss', 'contraseg-plugin-mine', { parent }), {
    instanceOf: ContrasegError,
  });
  t.is(error!.problems[0]!.code, 'CONTRASEG_FILE_EXISTS');
  t.deepEqual(readdirSync(join(parent, 'contraseg-plugin-mine')), ['mine.txt']);
});

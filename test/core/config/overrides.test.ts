import test from 'ava';
import { readConfig } from '../../../src/api/config.js';
import { problemsOf, TINY_CONFIG } from '../../helpers/config.js';

const config = {
  ...TINY_CONFIG,
  transforms: [{ type: 'random-flip' }, { type: 'random-crop', height: 16, width: 16 }],
};

async function transformsAfter(...set: string[]): Promise<unknown[]> {
  const loaded = await readConfig({ config, set });
  loaded.registry.dispose();
  return loaded.merged.value.transforms as unknown[];
}

test('items of a list go by number, in brackets or after a dot', async (t) => {
  const expected = [{ type: 'random-flip' }, { type: 'random-crop', height: 8, width: 16 }];
  t.deepEqual(await transformsAfter('transforms[1].height=8'), expected);
  t.deepEqual(await transformsAfter('transforms.1.height=8'), expected);
});

test('the number after the last item appends, also to a list that is not there yet', async (t) => {
  t.deepEqual(await transformsAfter('transforms.2={type: random-flip}', 'transforms[3].type=random-flip'), [
    ...config.transforms,
    { type: 'random-flip' },
    { type: 'random-flip' },
  ]);
  const { merged, registry } = await readConfig({ config: TINY_CONFIG, set: ['transforms.0.type=random-flip'] });
  t.deepEqual(merged.value.transforms, [{ type: 'random-flip' }]);
  registry.dispose();
});

test('a scalar makes way for a mapping', async (t) => {
  const set = ['optimizer.learningRate.backbone=0.1', 'optimizer.learningRate.head=0.2'];
  const { merged, registry } = await readConfig({ config: TINY_CONFIG, set });
  t.deepEqual(merged.value.optimizer, { type: 'sgd', learningRate: { backbone: 0.1, head: 0.2 } });
  registry.dispose();
});

test('paths that lead nowhere are all named at once, with what is there', async (t) => {
  const set = [
    ...['transforms[3].type=random-flip', 'transforms.height=8', 'trainer[0]=1', 'transforms[0]=null'],
    ...['trainer..seed=1', 'transforms[-1]=1', 'transforms[x]=1', 'transforms[1', '=1', ' = ', '[0]=1', 'a]=1'],
  ];
  const error = await problemsOf({ config, set });
  const found = error.problems.map(({ code, path, message }) => `${code.slice(10)} ${path}: ${message}`);
  t.snapshot(found.join('\n'));
});

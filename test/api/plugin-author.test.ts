import { join } from 'node:path';
import test from 'ava';
import { readConfig, scanData, train } from 'contraseg';
import {
  CLASSES,
  type ClassInfo,
  type ComponentDefinition,
  type ContrasegError,
  defineComponent,
  definePlugin,
  type Hook,
  type PluginRegistry,
  RANDOM,
  type RandomStreams,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';
import { Shapes } from '../../src/plugins/datasets/shapes.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const NONE = z.strictObject({});

const MINE = { name: 'mine', description: 'A component of a test.', options: NONE };

function plugin(definition: ComponentDefinition) {
  const register = (registry: PluginRegistry) => registry.add(definition);
  return definePlugin({ name: 'my-plugin', version: '1', apiVersion: 2, register });
}

test.serial('a data set draws from streams of its own, which depend on the seed alone', async (t) => {
  class Drawn extends Shapes.component {
    readonly start: number;
    constructor(options: Resolved<typeof Shapes.options>, random: RandomStreams) {
      super(options);
      this.start = random.at('start', 3).uniform();
    }
  }
  const mine = plugin(
    defineComponent('dataset', { ...MINE, options: Shapes.options, inject: [RANDOM], component: Drawn }),
  );
  const data = { ...TINY_CONFIG.data, type: 'mine' };
  const starts: number[] = [];
  for (const seed of [1, 1, 2]) {
    const trainer = { ...TINY_CONFIG.trainer, seed };
    const { registry, config } = await readConfig({ config: { ...TINY_CONFIG, plugins: [mine], data, trainer } });
    starts.push((registry.build(config.data) as Drawn).start);
  }
  t.is(starts[0], starts[1]);
  t.not(starts[0], starts[2]);
  t.is((await scanData({ config: { ...TINY_CONFIG, plugins: [mine], data } })).splits.length, 3);
});

test.serial('a data set that asks for its own classes is refused with what it may ask for', async (t) => {
  class Asking extends Shapes.component {
    constructor(_options: object, classes: readonly ClassInfo[]) {
      super(Shapes.options.parse({ classes: classes.length }));
    }
  }
  const mine = plugin(defineComponent('dataset', { ...MINE, inject: [CLASSES], component: Asking }));
  const config = { ...TINY_CONFIG, plugins: [mine], data: { type: 'mine' } };
  const error = await t.throwsAsync<ContrasegError>(train({ config, out: join(temporaryFolder(t), 'run') }));
  t.is(error?.code, 'CONTRASEG_TOKEN_UNAVAILABLE');
  t.is(error?.problems[0]?.path, 'data');
  t.regex(error!.message, /the dataset "mine" of my-plugin .*contraseg\.classes/);
});

test.serial('a hook that throws in the middle of a run is named with its place in the configuration', async (t) => {
  const boom = new Error('boom');
  class Throwing implements Hook {
    afterStep(): void {
      throw boom;
    }
  }
  const mine = plugin(defineComponent('hook', { ...MINE, component: Throwing }));
  const config = { ...TINY_CONFIG, plugins: [mine], hooks: [{ type: 'mine' }] };
  const error = await t.throwsAsync<ContrasegError>(train({ config, out: join(temporaryFolder(t), 'run') }));
  t.like(error?.problems[0], { code: 'CONTRASEG_COMPONENT_FAILED', path: 'hooks[0]' });
  t.regex(error!.message, /the hook "mine" of my-plugin threw in afterStep\(\): boom/);
  t.is(error?.cause, boom);
});

test.serial('one moment has one iteration number in every hook', async (t) => {
  const seen: string[] = [];
  const hook: Hook = {
    afterStep: ({ iteration }) => void seen.push(`step ${iteration}`),
    afterEvaluate: ({ iteration }) => void seen.push(`evaluation ${iteration}`),
    afterCheckpoint: (_, iteration) => void seen.push(`checkpoint ${iteration}`),
  };
  const trainer = { ...TINY_CONFIG.trainer, iterations: 2, evaluateEvery: 1, checkpointEvery: 1 };
  await train({ config: { ...TINY_CONFIG, trainer }, out: join(temporaryFolder(t), 'run'), hooks: [hook] });
  const moment = (n: number) => [`step ${n}`, `evaluation ${n}`, `checkpoint ${n}`];
  t.deepEqual(seen, ['checkpoint 0', ...moment(1), ...moment(2)]);
});

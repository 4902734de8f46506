import test from 'ava';
import { z } from 'zod';
import { dryRun } from '../../src/api/dry-run.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import type { Dataset, OpenDataset } from '../../src/core/interfaces/dataset.js';
import { defineComponent } from '../../src/core/registry/define-component.js';
import { API_VERSION, definePlugin } from '../../src/core/registry/plugin.js';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from '../helpers/config.js';

const config = { ...TINY_CONFIG, engine: 'wasm' };

test.serial('a loss that is not finite is the error that training reports', async (t) => {
  const error = await t.throwsAsync<ContrasegError>(dryRun({ config, set: ['losses[0].weight=1e300'] }), {
    instanceOf: ContrasegError,
  });
  t.is(error.code, 'CONTRASEG_NON_FINITE_LOSS');
  t.regex(error.message, /at iteration 0: cross-entropy Infinity/);
  t.notRegex(error.message, /undefined/);
});

for (const [title, names, code] of [
  ['one class', ['road'], 'CONTRASEG_TOO_FEW_CLASSES'],
  ['no class', [], 'CONTRASEG_TOO_FEW_CLASSES'],
  ['an escape in a name', ['sky', '\u009b2J'], 'CONTRASEG_CLASS_LIST_INVALID'],
] as const) {
  test.serial(`a plugin's data set with ${title} is refused before anything is built`, async (t) => {
    class Named implements Dataset {
      async open(): Promise<OpenDataset> {
        const split = () => t.fail('not reached') as never;
        return { classes: names.map((name) => ({ name, color: [0, 0, 0] })), ignoreIndex: 255, splits: [], split };
      }
    }
    const plugin = definePlugin({
      name: 'named',
      version: '1',
      apiVersion: API_VERSION,
      register: (registry) =>
        registry.add(
          defineComponent('dataset', {
            name: 'named',
            description: 'Classes only.',
            options: z.strictObject({}),
            component: Named,
          }),
        ),
    });
    const source = { config: { ...config, plugins: [plugin], data: { type: 'named' } } };
    const error = await t.throwsAsync<ContrasegError>(dryRun(source), { instanceOf: ContrasegError });
    t.is(error.code, code);
  });
}

test.serial('a dry run lets every loss work, estimates the whole run and trains nothing', async (t) => {
  const contrast = { ...TINY_CONTRAST_CONFIG, engine: 'wasm' };
  const run = await dryRun({ config: contrast, set: ['trainer.iterations=1000', 'trainer.evaluateEvery=100'] });
  t.deepEqual(run.idle, {}, 'contrast is past its warm-up');
  t.true(run.parts['pixel-contrast']! > 0, JSON.stringify(run.parts));
  t.true(run.stepTime > 0 && run.runTime > run.stepTime, `${run.runTime} s at ${run.stepTime} ms`);
  t.true(run.runTime * 1000 >= 1000 * run.stepTime);
});

test.serial('a loss that has nothing to do even at the end of the run says why', async (t) => {
  const late = { ...TINY_CONTRAST_CONFIG, engine: 'wasm' };
  const { idle } = await dryRun({ config: late, set: ['losses[1].warmup=4'] });
  t.regex(idle['pixel-contrast']!, /warm-up/);
});

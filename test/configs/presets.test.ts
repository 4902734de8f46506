import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readConfig } from '../../src/api/config.js';
import { buildModel } from '../../src/core/run/build.js';
import { useEngine } from '../helpers/engines.js';

const FOLDER = 'configs/presets';

for (const file of readdirSync(FOLDER)) {
  test(`${file} loads and is valid`, async (t) => {
    const { config, registry } = await readConfig({ config: join(FOLDER, file) });
    t.is(config.data.type, 'cityscapes');
    t.true(config.trainer.iterations >= 40_000);
    registry.dispose();
  });
}

/** Those whose networks a test can afford, with the parameters that the packages count. */
const PARAMETERS: Readonly<Record<string, number>> = {
  'segformer-b0.yaml': 3_719_027,
  'ocr-hrnet-w18.yaml': 12_080_036,
};

for (const [file, expected] of Object.entries(PARAMETERS)) {
  test.serial(`${file} is a network of as many parameters as its package's`, async (t) => {
    await useEngine('cpu');
    const { config, registry } = await readConfig({ config: join(FOLDER, file) });
    const classes = Array.from({ length: 19 }, (_, i) => ({ name: `${i}`, color: [i, i, i] as const }));
    const model = await buildModel(registry, config, classes, { pretrained: false });
    const count = model.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
    t.is(count, expected);
    registry.dispose();
  });
}

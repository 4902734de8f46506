import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { LinkedApp } from '../helpers/linked-app.js';

const CLI = 'node_modules/contraseg/dist/src/cli/main.js';
const SMALL = [
  ...['trainer.iterations=4', 'trainer.batchSize=2', 'trainer.overlays=0', 'data.size=32'],
  'data.images={ train: 4, val: 2, test: 2 }',
].flatMap((value) => ['--set', value]);

/** An example as in its author's checkout, compiled and tried by its own tests. */
async function checkout(t: ExecutionContext, name: string): Promise<LinkedApp> {
  const app = new LinkedApp(t);
  cpSync(join('examples', name), app.directory, { recursive: true });
  t.deepEqual(await app.compile('tsconfig.json'), { status: 0, output: '' });
  const tried = await app.node('--test', `test/${name}.test.js`);
  t.is(tried.status, 0, tried.output);
  return app;
}

test('boundary-iou keeps its tests, decides about the best model and is in what eval says', async (t) => {
  t.timeout(120_000);
  const app = await checkout(t, 'boundary-iou');
  for (const config of ['config.yaml', 'contraseg.config.ts']) {
    const trained = await app.node(CLI, 'train', config, '--out', `runs/${config}`, ...SMALL);
    t.is(trained.status, 0, trained.output);
  }
  const evaluated = await app.node(CLI, 'eval', 'runs/config.yaml', '--json');
  const { summary } = JSON.parse(evaluated.output) as { summary: Record<string, number> };
  t.true(summary.mBoundaryIoU! > 0 && summary.mBoundaryIoU! < summary.mIoU!, evaluated.output);
});

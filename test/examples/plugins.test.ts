import { cpSync, existsSync } from 'node:fs';
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

test('epoch-log keeps its tests, and a run that is resumed within an epoch writes what one in a piece does', async (t) => {
  t.timeout(180_000);
  const app = await checkout(t, 'epoch-log');
  const train = async (config: string, out: string, iterations: number, ...more: readonly string[]) => {
    const set = ['--set', `trainer.iterations=${iterations}`, '--set', 'schedule={ type: constant }'];
    const { status, output } = await app.node(CLI, 'train', config, '--out', out, ...SMALL, ...set, ...more);
    t.is(status, 0, output);
    return existsSync(join(app.directory, out, 'epochs.jsonl')) ? app.read(`${out}/epochs.jsonl`) : '';
  };
  const whole = await train('config.yaml', 'runs/whole', 5);
  const lines = whole
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { iteration: number; changed: number | null });
  t.deepEqual(
    lines.map(({ iteration }) => iteration),
    [2, 4],
  );
  t.deepEqual(
    lines.map(({ changed }) => changed === null),
    [true, false],
  );

  await train('contraseg.config.ts', 'runs/parts', 3);
  t.is(await train('contraseg.config.ts', 'runs/parts', 5, '--resume'), whole);
});

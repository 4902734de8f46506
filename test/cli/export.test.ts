import { statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { train } from '../../src/api/train.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contraseg } from '../helpers/contraseg.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.serial('a quantised export prints sizes and what it costs, or why that is not known', async (t) => {
  const folder = temporaryFolder(t);
  await train({ config: { ...TINY_CONFIG, engine: 'wasm' }, out: join(folder, 'run') });
  const text = await contraseg(folder, 'export', 'run', '--quantize', 'int8');
  t.is(text.code, 0, text.stderr);
  const bytes = statSync(join(folder, 'run/model/weights.bin')).size;
  t.true(text.stdout.includes(`weights.bin ${(bytes / 1e3).toFixed(1)} kB`), text.stdout);
  t.regex(text.stdout, /float32 +│ +int8[\s\S]*mean +│ +\d+\.\d\d +│ +\d+\.\d\d +│ +[+-]?\d[\s\S]*3 images of "test"/);

  const json = await contraseg(
    folder,
    'export',
    'run',
    '--quantize',
    'float16',
    '--limit',
    '2',
    '--format',
    'onnx',
    '--json',
  );
  const { sizes, cost } = JSON.parse(json.stdout) as { sizes: object; cost: { images: number; comparison: object } };
  t.deepEqual(sizes, { 'model.onnx': statSync(join(folder, 'run/model/model.onnx')).size });
  t.is(cost.images, 2);

  const gone = await contraseg(folder, 'export', 'run', '--quantize', 'int8', '-s', 'data={type: folder, root: gone}');
  t.is(gone.code, 0, gone.stderr);
  t.regex(gone.stdout, /what int8 costs was not measured, .*gone.*\n {2}say where they are/);
});

test.serial(
  'a model that gives masks is predicted with, and refuses mirror images once for all pictures',
  async (t) => {
    const folder = temporaryFolder(t);
    await train({ config: { ...TINY_CONFIG, engine: 'wasm' }, out: join(folder, 'run') });
    t.is((await contraseg(folder, 'export', 'run', '--graph', 'mask', '-o', 'model')).code, 0);
    const grey = sharp({ create: { width: 20, height: 13, channels: 3, background: '#777' } });
    for (const name of ['a.png', 'b.png']) await grey.png().toFile(join(folder, name));
    const predicted = await contraseg(folder, 'predict', 'model', 'a.png', 'b.png', '--out', 'masks');
    t.is(predicted.code, 0, predicted.stderr);
    const mirrored = await contraseg(folder, 'predict', 'model', 'a.png', 'b.png', '--flip', '--out', 'masks');
    t.is(mirrored.code, 2);
    t.is(mirrored.stderr.match(/CONTRASEG_MASKS_ONLY/g)!.length, 1);
  },
);

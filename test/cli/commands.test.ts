import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Command } from 'commander';
import sharp from 'sharp';
import YAML from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { readIndexPng } from '../../src/core/data/files/index-png.js';
import { readLayersModel } from '../../src/core/weights/layers-model.js';
import '../../src/core/layers/index.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contraseg } from '../helpers/contraseg.js';
import { useEngine } from '../helpers/engines.js';
import { writeFolderSet } from '../helpers/folder-data.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.serial('train, eval, predict and export follow each other', async (t) => {
  const folder = temporaryFolder(t, { 'tiny.yaml': YAML.stringify({ ...TINY_CONFIG, engine: 'wasm' }) });
  const trained = await contraseg(folder, 'train', 'tiny.yaml', '--set', 'trainer.overlays=1');
  t.is(trained.code, 0, trained.stderr);
  t.regex(trained.stdout, /mIoU \d/);
  t.true(existsSync(join(folder, 'runs/tiny/checkpoints/last.safetensors')));

  const evaluated = await contraseg(folder, 'eval', 'runs/tiny', '--json');
  const figures = JSON.parse(evaluated.stdout) as {
    split: string;
    images: number;
    summary: { mIoU: number };
    absent: string[];
    windowed: number;
  };
  t.deepEqual([figures.split, figures.images, figures.windowed], ['test', 3, 0]);
  t.deepEqual(figures.absent, []);

  const predicted = await contraseg(
    folder,
    'predict',
    'runs/tiny',
    'runs/tiny/overlays/val-0000.png',
    '--out',
    'mask.png',
  );
  t.is(predicted.code, 0, predicted.stderr);
  const mask = await readIndexPng(join(folder, 'mask.png'));
  const panel = await sharp(join(folder, 'runs/tiny/overlays/val-0000.png')).metadata();
  t.true(panel.width! >= 3 * 32 && panel.height! > 32, 'image, truth and prediction, and a legend');
  t.deepEqual([mask.width, mask.height], [panel.width, panel.height]);
  t.true(mask.data.every((label) => label < 5));

  const exported = await contraseg(folder, 'export', 'runs/tiny', '--out', 'model');
  t.is(exported.code, 0, exported.stderr);
  await useEngine('cpu');
  const model = await readLayersModel(join(folder, 'model'));
  t.is((model.outputs[0]!.shape as number[])[3], 5);
  model.dispose();
  const onnx = await contraseg(folder, 'export', 'runs/tiny', '--format', 'onnx', '--json');
  t.deepEqual((JSON.parse(onnx.stdout) as { files: string[] }).files, ['runs/tiny/model/model.onnx']);
  t.true(existsSync(join(folder, 'runs/tiny/model/model.onnx')));

  const page = await contraseg(folder, 'export', 'runs/tiny', '--format', 'web', '--json');
  const { out, files } = JSON.parse(page.stdout) as { out: string; files: string[] };
  t.is(out, join('runs/tiny', 'web'));
  t.true(files.includes(join(out, 'index.html')) && files.every((file) => existsSync(join(folder, file))));
  const again = await contraseg(folder, 'predict', out, 'runs/tiny/overlays/val-0000.png', '--out', 'again.png');
  t.is(again.code, 0, again.stderr);
  t.deepEqual(readFileSync(join(folder, 'again.png')), readFileSync(join(folder, 'mask.png')));
});

test.serial('a dry run reports what a run would be and writes nothing', async (t) => {
  const folder = temporaryFolder(t, { 'tiny.yaml': YAML.stringify({ ...TINY_CONFIG, engine: 'cpu' }) });
  const { code, stdout } = await contraseg(folder, 'train', 'tiny.yaml', '--dry-run');
  t.is(code, 0);
  t.regex(stdout, /12 images, 5 classes/);
  t.false(existsSync(join(folder, 'runs')));
});

test.serial('what the user got wrong is told without a stack and ends with 2', async (t) => {
  const folder = temporaryFolder(t);
  const missing = await contraseg(folder, 'train', 'nowhere.yaml');
  t.is(missing.code, 2);
  t.regex(missing.stderr, /^CONTRASEG_CONFIG_NOT_FOUND/);
  t.notRegex(missing.stderr, /\n\s+at /);
  const unknown = await contraseg(folder, 'trian');
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /Did you mean train/);
});

test.serial('plugins lists every component with its owner, and schema is JSON', async (t) => {
  const folder = temporaryFolder(t, { 'a.yaml': 'plugins: [contraseg/pixel-contrast]' });
  const { stdout } = await contraseg(folder, 'plugins', 'a.yaml');
  t.regex(stdout, /loss +cross-entropy +builtin/);
  t.regex(stdout, /memory-bank +region-bank +contraseg\/pixel-contrast/);
  const schema = JSON.parse((await contraseg(folder, 'config', 'schema', 'a.yaml')).stdout) as {
    $defs: Record<string, unknown>;
  };
  t.true('memory-bank' in schema.$defs);
});

test.serial('init writes a configuration that validates', async (t) => {
  const folder = temporaryFolder(t);
  await writeFolderSet(join(folder, 'data'), ['train', 'val']);
  t.is((await contraseg(folder, 'init', 'data')).code, 0);
  const printed = await contraseg(folder, 'config', 'print');
  t.is(printed.code, 0, printed.stderr);
  const config = YAML.parse(printed.stdout) as { data: { root: string }; losses: { type: string }[] };
  t.is(config.data.root, join(folder, 'data'));
  t.deepEqual(
    config.losses.map(({ type }) => type),
    ['cross-entropy', 'pixel-contrast'],
  );
  t.is((await contraseg(folder, 'init', 'data')).code, 2, 'an existing file is kept');
  t.regex(readFileSync(join(folder, 'contraseg.config.yaml'), 'utf8'), /plugins: \[contraseg\/pixel-contrast\]/);
});

test.serial(
  'data check groups what many files have, recognises the masks of other names, and lists all of them with --all',
  async (t) => {
    const folder = temporaryFolder(t, {
      'a.yaml': YAML.stringify({ ...TINY_CONFIG, data: { type: 'folder', root: 'data' } }),
    });
    await writeFolderSet(join(folder, 'data'), ['train', 'val'], 6);
    for (let i = 0; i < 6; i++) {
      const labels = join(folder, 'data/labels/train');
      renameSync(join(labels, `train-${i}.png`), join(labels, `train-${i}_mask.png`));
    }
    const grouped = await contraseg(folder, 'data', 'check', 'a.yaml');
    t.is(grouped.code, 2);
    t.regex(
      grouped.stderr,
      /CONTRASEG_IMAGE_WITHOUT_MASK 6 in 6 files, for example\n {2}\S+train-0.jpg: .*\n.*train-1.*\n.*train-2/,
    );
    t.regex(grouped.stderr, /train-0_mask.png looks like its partner: contraseg init <folder> pairs such names/);
    t.notRegex(grouped.stderr, /train-4.png: the image has no mask/);
    t.regex(grouped.stdout, /50.00 % of the pixels ignored \(their label is 255\)/);
    const all = await contraseg(folder, 'data', 'check', 'a.yaml', '--all');
    t.is(all.stderr.match(/CONTRASEG_IMAGE_WITHOUT_MASK/g)!.length, 6);
  },
);

for (const command of leaves(createProgram())) {
  test(`${command.name()} --help shows an example`, (t) => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    t.regex(text, /Example/);
  });
}

/** Every command that does something, sub-commands included. */
function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

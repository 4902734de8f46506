import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { initFileExists, initFolderMissing } from '../../core/errors/cli.js';
import { ContrasegError } from '../../core/errors/index.js';
import { writeWhole } from '../../core/files/write-whole.js';

interface Options {
  readonly out: string;
  readonly contrast: boolean;
  readonly force?: boolean;
}

/** `contraseg init`: writes a starter configuration for a folder of images. */
export function initCommand(): Command {
  return new Command('init')
    .description('write a starter configuration for a folder of images and masks')
    .argument('<folder>', 'folder with images/<split>, labels/<split> and classes.json')
    .option('-o, --out <file>', 'file to write', 'contraseg.config.yaml')
    .option('--no-contrast', 'without the pixel-contrast loss')
    .option('--force', 'overwrite the file')
    .addHelpText('after', '\nExample:\n  $ contraseg init data/street && contraseg train --dry-run')
    .action(async (folder: string, { out, contrast, force }: Options) => {
      if (!existsSync(folder)) throw new ContrasegError(initFolderMissing(folder));
      if (existsSync(out) && !force) throw new ContrasegError(initFileExists(out));
      const root = relative(resolve(out, '..'), folder) || '.';
      await writeWhole(out, starterConfig(root, contrast));
      console.log(`${out}: look it over, then  contraseg train --dry-run  and  contraseg train`);
    });
}

function starterConfig(root: string, contrast: boolean): string {
  return `# Written by contraseg init. Every option: contraseg config print; editors: contraseg config schema
${contrast ? 'plugins: [contraseg/pixel-contrast]\n' : ''}
data:
  type: folder
  root: ${JSON.stringify(root)}   # images/train, images/val, labels/train, labels/val, classes.json

transforms:
  - { type: random-scale, min: 0.5, max: 2 }
  - { type: random-crop, height: 256, width: 256 }
  - { type: random-flip }
  - { type: photometric }

model:
  backbone: { type: mobilenet-v2, outputStride: 16 }   # weights: mobilenet_v2.safetensors starts from ImageNet
  head: { type: deeplab-v3-plus }

losses:
  - { type: cross-entropy }
${
  contrast
    ? `  - type: pixel-contrast   # in training only; the exported model carries nothing of it
    weight: 0.1
    memory: [{ type: pixel-bank }, { type: region-bank }]
`
    : ''
}
optimizer: { type: sgd, learningRate: { backbone: 0.01, head: 0.05 } }
trainer: { iterations: 4000, batchSize: 8, evaluateEvery: 500 }
`;
}

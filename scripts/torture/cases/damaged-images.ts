import { cp, readdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { scanData } from '../../../src/api/scan-data.js';
import { loadSegmenter } from '../../../src/api/segmenter.js';
import { train } from '../../../src/api/train.js';
import type { ContrasegError } from '../../../src/core/errors/index.js';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { TINY_CONFIG } from '../../../test/helpers/config.js';
import { type DamagedImage, damagedImage, writeDamaged } from '../../../test/helpers/damaged-images.js';
import { writeFolderSet, writeImage, writeMask } from '../../../test/helpers/folder-data.js';
import type { OpenSuite } from '../harness/case-suite.js';
import { attempt } from './errors.js';
import { trainHere } from './finished-run.js';

/** Damaged files of one data set, so that each must be named among others. */
const FILES = 8;
const SIZE = { width: 24, height: 16 };

interface Item {
  /** Unique in all names of the data set. */
  readonly id: string;
  readonly role: 'image' | 'mask';
  readonly damaged: DamagedImage;
  readonly path: string;
}

/** Damaged images and masks through `data check`, `train` and `predict`: what cannot be read is named by each of them. */
export const open: OpenSuite = async (folder) => {
  const clean = await writeFolderSet(join(folder, 'clean'), ['train', 'val']);
  const segmenter = await loadSegmenter(await trainHere(folder, 'run'));
  return async (random) => {
    const root = join(folder, 'damaged');
    const out = join(folder, 'refused');
    await Promise.all([root, out].map((path) => rm(path, { recursive: true, force: true })));
    await cp(clean, root, { recursive: true });
    const items = await damage(root, random);
    const config = {
      ...TINY_CONFIG,
      data: { type: 'folder', root },
      trainer: { iterations: 1, batchSize: 1, overlays: 0 },
    };
    const problems: string[] = [];
    const scan = await attempt(() => scanData({ config }));
    if ('raw' in scan) problems.push(`data check: ${scan.raw}`);
    else {
      const found = 'value' in scan ? scan.value.problems : scan.refusal.problems;
      problems.push(...unnamed('data check', items, found));
    }
    for (const { damaged, role, path } of items) {
      const predicted = await attempt(() => segmenter.predict(path));
      const where = `predict, ${damaged.what}`;
      if ('raw' in predicted) problems.push(`${where}: ${predicted.raw}`);
      else if ('refusal' in predicted && !predicted.refusal.message.includes(path)) {
        problems.push(`${where}: the error does not name the file: ${predicted.refusal.message}`);
      } else if (role === 'image' && damaged.verdict === 'refused' && 'value' in predicted) {
        problems.push(`${where}: it was taken for sound`);
      } else if (role === 'image' && damaged.verdict === 'read' && 'refusal' in predicted) {
        problems.push(`${where}: it is sound and was refused: ${predicted.refusal.message}`);
      }
    }
    problems.push(...(await trainAndMend(() => train({ config, out }), root, items)));
    return { cases: items.length, problems };
  };
};

/** Adds damaged images with sound masks, and damaged masks with sound images. */
async function damage(root: string, random: RandomStream): Promise<Item[]> {
  const items: Item[] = [];
  for (let i = 0; i < FILES; i++) {
    const role = random.uniform() < 0.6 ? 'image' : 'mask';
    const damaged = await damagedImage(random, role);
    const id = `item-${i}-`;
    const [images, masks] = [join(root, 'images', 'train'), join(root, 'labels', 'train')];
    const path = await writeDamaged(role === 'image' ? images : masks, damaged, `${id}${extname(damaged.name)}`);
    if (role === 'image') await writeMask(join(masks, `${id}.png`), SIZE, (p) => p % 3);
    else await writeImage(join(images, `${id}.jpg`), SIZE, i);
    items.push({ id, role, damaged, path });
  }
  return items;
}

/** Takes away what training names and trains again: files without a partner are told first, then what is in the others. */
async function trainAndMend(start: () => Promise<unknown>, root: string, items: readonly Item[]): Promise<string[]> {
  let left = items;
  for (let round = 0; round < 2; round++) {
    const tried = await attempt(start);
    if ('raw' in tried) return [`train: ${tried.raw}`];
    if ('value' in tried) break;
    const text = textOf(tried.refusal.problems);
    const named = left.filter(({ id }) => text.includes(id));
    for (const { id } of named) {
      for (const folder of [join(root, 'images', 'train'), join(root, 'labels', 'train')]) {
        const names = (await readdir(folder)).filter((name) => name.startsWith(id));
        for (const name of names) await rm(join(folder, name), { recursive: true });
      }
    }
    left = left.filter((item) => !named.includes(item));
  }
  return refusedOf(left).map(({ damaged, role }) => `train: ${damaged.what} (${role}) is not named`);
}

function unnamed(command: string, items: readonly Item[], problems: ContrasegError['problems']): string[] {
  const text = textOf(problems);
  return refusedOf(items)
    .filter(({ id }) => !text.includes(id))
    .map(({ damaged, role }) => `${command}: ${damaged.what} (${role}) is not named`);
}

function refusedOf(items: readonly Item[]): Item[] {
  return items.filter(({ damaged }) => damaged.verdict === 'refused');
}

function textOf(problems: ContrasegError['problems']): string {
  return problems.map(({ file, message }) => `${file} ${message}`).join('\n');
}

import { readFile } from 'node:fs/promises';
import { isAbsolute, join, parse } from 'node:path';
import { z } from 'zod';
import { readClassList } from '../../core/data/files/class-list.js';
import { exifOption } from '../../core/data/files/exif.js';
import type { FilePair } from '../../core/data/files/file-split.js';
import { listFiles, orderSplits } from '../../core/data/files/pair-files.js';
import { PairedDataset, type PairedLayout } from '../../core/data/files/paired-dataset.js';
import { plainFileProblem } from '../../core/data/files/plain-file.js';
import { brokenListLine, emptySplit, missingData } from '../../core/errors/data.js';
import { ContrasegError, type Problem } from '../../core/errors/index.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { colorsOption } from './colors-option.js';

const ListOptions = z.strictObject({
  root: path().describe('Folder that the paths in the lists are relative to.'),
  lists: z
    .string()
    .default('splits')
    .describe('Folder inside root with one list per split, train.txt, val.txt, …; a line is image, tab, mask.'),
  classes: z.string().default('classes.json').describe('Class list inside root, as of the data set "folder".'),
  colors: colorsOption(),
  exif: exifOption(),
});

declare module '../../core/plugin.js' {
  interface DatasetTypes {
    list: z.input<typeof ListOptions>;
  }
}

const HINT = 'contraseg init <folder> writes the lists';

class ListDataset extends PairedDataset {
  constructor(private readonly options: Resolved<typeof ListOptions>) {
    super();
  }

  protected async readLayout(): Promise<PairedLayout> {
    const { root, exif, colors } = this.options;
    const folder = join(root, this.options.lists);
    const lists = (await listFiles(folder))?.filter((name) => name.endsWith('.txt')) ?? [];
    if (lists.length === 0) throw new ContrasegError(missingData(folder, 'list of a split (train.txt, val.txt)', HINT));
    const { classes, ignoreIndex, labelMap, colorMap } = await readClassList(join(root, this.options.classes));
    const problems: Problem[] = [];
    const splits = new Map<string, FilePair[]>();
    for (const name of orderSplits(lists.map((file) => parse(file).name))) {
      const list = join(folder, `${name}.txt`);
      const pairs = await readList(list, root, problems);
      if (pairs.length === 0) problems.push(emptySplit(list, name));
      splits.set(name, pairs);
    }
    const named = distinctIds(root, splits);
    return { classes, ignoreIndex, exif, problems, splits: named, labelMap: colors ? colorMap : labelMap };
  }
}

async function readList(list: string, root: string, problems: Problem[]): Promise<FilePair[]> {
  const problem = await plainFileProblem(list);
  if (problem) throw new ContrasegError(problem);
  const pairs: FilePair[] = [];
  const at = (file: string) => (isAbsolute(file) ? file : join(root, file));
  for (const [i, line] of (await readFile(list, 'utf8'))
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const [image, mask, ...rest] = line.split('\t');
    if (!image || !mask || rest.length > 0) problems.push(brokenListLine(list, i + 1, line));
    else pairs.push({ id: parse(image).name, image: at(image), mask: at(mask) });
  }
  return pairs;
}

/** File names where they are distinct, else paths: samples are told apart, and predictions saved, by their ids. */
function distinctIds(root: string, splits: ReadonlyMap<string, readonly FilePair[]>): Map<string, readonly FilePair[]> {
  const all = [...splits.values()].flat();
  if (new Set(all.map(({ id }) => id)).size === all.length) return new Map(splits);
  const byPath = ({ image, ...pair }: FilePair): FilePair => {
    const { dir, name } = parse(image.startsWith(root) ? image.slice(root.length) : image);
    return { ...pair, image, id: `${dir}/${name}`.split(/[\\/]/).filter(Boolean).join('-') };
  };
  return new Map([...splits].map(([split, pairs]) => [split, pairs.map(byPath)]));
}

/** Images and masks wherever they lie and however they are called; a text file for each split names them pair by pair. */
export const List = defineComponent('dataset', {
  name: 'list',
  description: 'Pairs of image and mask named in one text file per split, wherever they lie; classes.json.',
  options: ListOptions,
  component: ListDataset,
});

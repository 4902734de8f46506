import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { formatColor } from '../core/data/files/color-map.js';
import { initFolderMissing, nothingRecognised } from '../core/errors/cli.js';
import { lossyMasks, otherConversion } from '../core/errors/conversion.js';
import { ContrasegError, type Problem } from '../core/errors/index.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import { type Conversion, convertMasks } from '../layouts/convert/convert.js';
import { filesBelow, readTree } from '../layouts/folder-tree.js';
import { classListJson } from '../layouts/propose/class-list.js';
import { type FolderProposal, type ProposeOptions, proposeFor } from '../layouts/propose/proposal.js';
import { convertedFolder } from './init-folder.js';

export interface ConvertDataOptions extends ProposeOptions {
  /** Folder of the images and masks. */
  readonly folder: string;
  /** New folder; `<folder>-converted` by default. */
  readonly out?: string;
  /** Gives each pixel to the class whose value or colour is nearest: for JPEG masks and smoothed edges. */
  readonly nearestColor?: boolean;
  readonly signal?: AbortSignal;
}

export interface ConvertDataResult {
  /** The new folder. */
  readonly out: string;
  readonly images: number;
  /** Masks that an earlier conversion had written. */
  readonly before: number;
  readonly classes: readonly { readonly name: string; readonly pixels: number }[];
  readonly ignoredPixels: number;
  /** Pixels that are ignored because their value or colour (`#rrggbb`) is of no class, the most frequent first. */
  readonly undecided: Readonly<Record<string, number>>;
  /** Files that could not be read. */
  readonly problems: readonly Problem[];
}

/** What a conversion was made with, so that another one does not go on with its files. */
const RECORD = 'conversion.json';

/**
 * Writes masks of any kind as index PNGs into a new folder, which the data set "folder" reads; images are linked, or copied
 * where the disk has no links. Interrupted, it goes on where it was.
 * @throws ContrasegError where no layout fits, or masks are JPEGs and `nearestColor` is not set
 */
export async function convertData(options: ConvertDataOptions): Promise<ConvertDataResult> {
  const { folder, nearestColor = false, progress, signal } = options;
  if (!existsSync(folder)) throw new ContrasegError(initFolderMissing(folder));
  const proposal = await proposeFor(resolve(folder), options);
  if (!proposal)
    throw new ContrasegError(nothingRecognised(folder, filesBelow(await readTree(resolve(folder))).length));
  if (proposal.survey.lossy && !nearestColor) throw new ContrasegError(lossyMasks(folder));
  const out = options.out ?? convertedFolder(relative('', proposal.root) || proposal.root);
  await makeFolder(out);
  await openRecord(out, { source: proposal.root, nearestColor, ...described(proposal) });
  await writeWhole(join(out, 'classes.json'), classListJson(proposal.meaning, true));
  const conversion = await convertMasks(proposal, { out, nearest: nearestColor, progress, signal });
  return { out, ...summarise(conversion, proposal) };
}

function summarise({ classPixels, undecided, ...rest }: Conversion, { meaning }: FolderProposal) {
  const code = (value: number) => (meaning.coding === 'colors' ? formatColor(value) : `value ${value}`);
  const frequent = [...undecided].sort(([, a], [, b]) => b - a);
  return {
    ...rest,
    classes: meaning.classes.map(({ name }, i) => ({ name, pixels: classPixels[i]! })),
    undecided: Object.fromEntries(frequent.map(([value, pixels]) => [code(value), pixels])),
  };
}

function described({ meaning, splits }: FolderProposal) {
  const classes = meaning.classes.map(({ name, value }) => [name, value]);
  return { classes, splits: Object.fromEntries([...splits].map(([name, list]) => [name, list.length])) };
}

async function openRecord(out: string, settings: object): Promise<void> {
  const file = join(out, RECORD);
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === text) return;
  if (before !== undefined || existsSync(join(out, 'labels'))) throw new ContrasegError(otherConversion(out));
  await writeWhole(file, text);
}

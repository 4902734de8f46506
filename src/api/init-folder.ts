import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { classNamesFixed, initFileExists, initFolderMissing, nothingRecognised } from '../core/errors/cli.js';
import { ContrasegError } from '../core/errors/index.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import { filesBelow, readTree } from '../layouts/folder-tree.js';
import { classListJson } from '../layouts/propose/class-list.js';
import { describeProposal } from '../layouts/propose/describe.js';
import { type FolderProposal, type ProposeOptions, proposeFor } from '../layouts/propose/proposal.js';
import { starterConfig } from '../layouts/propose/starter-config.js';

export interface InitOptions extends ProposeOptions {
  /** Folder of the images and masks. */
  readonly folder: string;
  /** Configuration to write; `contraseg.config.yaml` by default. */
  readonly out?: string;
  /** With the pixel-contrast loss, the default. */
  readonly contrast?: boolean;
  /** Replaces what is there. */
  readonly force?: boolean;
}

export interface InitResult {
  /** What was found, a line for each subject. */
  readonly found: readonly string[];
  /** Files, the configuration first. */
  readonly written: readonly string[];
  /** Folder that the masks must be converted into before training, where they must. */
  readonly convertInto?: string;
  /** The conversion must give pixels to the nearest class. */
  readonly nearestColor: boolean;
}

/** Asked about a proposal before anything is written; returns what is to be written. */
type Review = (proposal: FolderProposal) => Promise<FolderProposal>;

/**
 * Looks into a folder of images and masks and writes a configuration for it, and beside the images the class list and the
 * lists of the splits, where they are needed. No file of the folder is changed or moved.
 * @throws ContrasegError where no layout fits, or a file is in the way
 */
export function initFolder(options: InitOptions): Promise<InitResult> {
  return initReviewed(options, async (proposal) => proposal);
}

/** The same, with somebody who may change the proposal. */
export async function initReviewed(options: InitOptions, review: Review): Promise<InitResult> {
  const { folder, out = 'contraseg.config.yaml', contrast = true, force = false } = options;
  if (!existsSync(folder)) throw new ContrasegError(initFolderMissing(folder));
  if (!force) refuseOverwriting([out]);
  const found = await proposeFor(resolve(folder), options);
  if (!found) throw new ContrasegError(nothingRecognised(folder, filesBelow(await readTree(resolve(folder))).length));
  const { dataset } = found.layout;
  if (options.classes && dataset && dataset.type !== 'folder' && !found.meaning.unfit)
    throw new ContrasegError(classNamesFixed(dataset.type));
  if (!force) refuseOverwriting(besideImages(found).map(([file]) => file));
  const proposal = await review(found);
  const convertInto = proposal.meaning.unfit
    ? convertedFolder(relative('', proposal.root) || proposal.root)
    : undefined;
  const root =
    relative(resolve(dirname(out)), resolve(convertInto ?? proposal.root))
      .split(sep)
      .join('/') || '.';
  const files = new Map([[out, starterConfig(proposal, { root, contrast })], ...besideImages(proposal)]);
  for (const [file, text] of files) {
    if (file !== out) await makeFolder(dirname(file));
    await writeWhole(file, text);
  }
  return {
    found: describeProposal(proposal),
    written: [...files.keys()],
    ...(convertInto && { convertInto }),
    nearestColor: proposal.meaning.nearest,
  };
}

function refuseOverwriting(files: readonly string[]): void {
  const inTheWay = files.filter((file) => existsSync(file));
  if (inTheWay.length > 0) throw new ContrasegError(inTheWay.map(initFileExists));
}

/** Where masks go that are converted. */
export function convertedFolder(folder: string): string {
  return `${folder.replace(/[\\/]+$/, '')}-converted`;
}

/** The class list, where there is none and the data set reads one, and the lists of the splits. */
function besideImages({ root, layout, meaning, splits, classFile }: FolderProposal): [string, string][] {
  const type = layout.dataset?.type ?? 'list';
  const files: [string, string][] = [];
  if (!classFile && (type === 'list' || type === 'folder'))
    files.push([join(root, 'classes.json'), classListJson(meaning)]);
  if (type !== 'list' || meaning.unfit) return files;
  const inside = (file: string) => relative(root, file).split(sep).join('/');
  for (const [split, samples] of splits) {
    const lines = samples.flatMap(({ image, mask }) =>
      mask.kind === 'picture' ? [`${inside(image)}\t${inside(mask.file)}\n`] : [],
    );
    files.push([join(root, 'splits', `${split}.txt`), lines.join('')]);
  }
  return files;
}

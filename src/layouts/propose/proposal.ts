import { join } from 'node:path';
import { classNamesInvalid } from '../../core/errors/cli.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { SplitProgress } from '../../core/interfaces/dataset.js';
import { readOwnClasses } from '../class-files.js';
import { detectLayout } from '../detect/index.js';
import { readTree } from '../folder-tree.js';
import type { FoundLayout } from '../layout.js';
import { type MaskSurvey, surveyMasks } from '../masks/survey.js';
import { type ClassProposal, proposeClasses } from './classes.js';
import { proposeSplits, type SplitProposal } from './splits.js';

/** What a folder of images holds, and how to train on it. */
export interface FolderProposal extends SplitProposal {
  /** Absolute; the folder that was asked about, or the one inside it that has the images. */
  readonly root: string;
  readonly layout: FoundLayout;
  readonly survey: MaskSurvey;
  readonly meaning: ClassProposal;
  /** The class list that is there already and holds. */
  readonly classFile?: string;
}

export interface ProposeOptions {
  /** Share of the images to validate on, where the folder does not say which; 0.2 by default. */
  readonly valShare?: number;
  /** Another seed draws other images; 1 by default. */
  readonly seed?: number;
  /** Names in the order of the proposed classes. */
  readonly classes?: readonly string[];
  readonly progress?: SplitProgress;
}

/**
 * Looks into a folder; undefined where no layout fits. Writes nothing.
 * @throws ContrasegError where `classes` do not fit what is found
 */
export async function proposeFor(folder: string, options: ProposeOptions = {}): Promise<FolderProposal | undefined> {
  const { valShare = 0.2, seed = 1, classes: names, progress } = options;
  const found = await detectLayout(await readTree(folder));
  if (!found) return undefined;
  const own = await readOwnClasses(found.root);
  const layout = own ? { ...found.layout, classes: own.classes, ignore: own.ignore } : found.layout;
  const survey = await surveyMasks(layout, progress);
  const meaning = proposeClasses(layout, survey);
  if (names) checkNames(names, meaning);
  return {
    root: found.root,
    layout,
    survey,
    meaning: names ? rename(meaning, names) : meaning,
    classFile: names ? undefined : own && join(found.root, own.file),
    ...proposeSplits(layout.samples, valShare, seed),
  };
}

/** The proposal with other names for the first classes. */
export function rename(meaning: ClassProposal, names: readonly string[]): ClassProposal {
  const classes = meaning.classes.map((each, i) => ({ ...each, name: names[i] ?? each.name }));
  return { ...meaning, classes, guessed: meaning.guessed && names.length < classes.length };
}

function checkNames(names: readonly string[], { classes }: ClassProposal): void {
  const reasons = [
    ...(names.length > classes.length ? [`${names.length} names for ${classes.length} classes`] : []),
    ...(names.some((name) => name === '') ? ['a name is empty'] : []),
    ...names.filter((name, i) => name !== '' && names.indexOf(name) < i).map((name) => `"${name}" stands twice`),
  ];
  const found = classes.map(({ name }) => name);
  if (reasons.length > 0) throw new ContrasegError(reasons.map((reason) => classNamesInvalid(reason, found)));
}

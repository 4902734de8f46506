import { formatColor } from '../../core/data/files/color-map.js';
import type { MaskSource } from '../layout.js';
import type { ProposedClass } from './classes.js';
import type { FolderProposal } from './proposal.js';
import { rareClasses } from './settings.js';

/** Things named in one line. */
const NAMED = 6;

const PICTURES: Readonly<Record<Exclude<MaskSource['kind'], 'picture'>, string>> = {
  instances: 'a picture for each object',
  polygons: 'polygons',
};

/** What was found, a line for each subject. */
export function describeProposal(proposal: FolderProposal): string[] {
  const { layout, survey, meaning, splits, drawn } = proposal;
  const { samples, unpaired } = layout;
  const undrawable = samples.reduce((sum, { mask }) => sum + (mask.kind === 'polygons' ? mask.undrawable : 0), 0);
  const rotated = survey.rotated.stored + survey.rotated.shown + survey.rotated.unclear;
  return [
    `found    ${layout.name}: ${count(samples.length, 'image')} with ${samples.length === 1 ? 'its mask' : 'masks'}`,
    `sizes    ${some([...survey.sizes].map(([size, images]) => `${size} (${images})`))}`,
    `masks    ${describeMasks(proposal)}`,
    `classes  ${describeClasses(proposal)}`,
    `splits   ${[...splits].map(([name, list]) => `${name} ${list.length}`).join(', ')}${drawn.length > 0 ? ' (drawn by chance, the same each time; no file is moved)' : ''}`,
    ...(rareClasses(meaning.classes).length > 0
      ? [
          `rare     ${some(rareClasses(meaning.classes).map(({ name }) => name))}: weighted in the loss, and crops are drawn again where one class fills them`,
        ]
      : []),
    ...(unpaired && unpaired.images.length + unpaired.masks.length > 0
      ? [
          `alone    ${count(unpaired.images.length, 'image')} without a mask, ${count(unpaired.masks.length, 'mask')} without an image: left out`,
        ]
      : []),
    ...(undrawable > 0
      ? [`skipped  ${count(undrawable, 'object')} without an outline (lines, points, run lengths)`]
      : []),
    ...(rotated > 0 ? [`rotated  ${count(rotated, 'photo')} stored rotated: see data.exif`] : []),
    ...(survey.problems.length > 0
      ? [`broken   ${count(survey.problems.length, 'file')}: contraseg data check names them`]
      : []),
  ];
}

function describeMasks({ layout, survey, meaning }: FolderProposal): string {
  const { kind } = layout.samples[0]!.mask;
  const looked = survey.looked < layout.samples.length ? `${survey.looked} of ${layout.samples.length} read, ` : '';
  const code = (value: number) => (survey.coding === 'colors' ? formatColor(value) : String(value));
  const what =
    kind !== 'picture'
      ? PICTURES[kind]
      : survey.coding === 'colors'
        ? `${survey.pixels.size} colours: ${some([...survey.pixels.keys()].map(code), 4)}`
        : `values ${some([...survey.pixels.keys()].sort((a, b) => a - b).map(code), 12)}`;
  return `${looked}${what}${meaning.unfit ? `; to be converted: ${meaning.unfit}` : ''}`;
}

function describeClass({ name, value, share }: ProposedClass, { meaning, layout }: FolderProposal): string {
  const position = meaning.coding === 'colors' || layout.dataset || meaning.classes[value]?.name === name;
  const percent = Number.isNaN(share) ? '' : ` ${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  return `${name}${position ? '' : ` (${value})`}${percent}`;
}

function describeClasses(proposal: FolderProposal): string {
  const { classes, ignoredShare, guessed } = proposal.meaning;
  const seen = classes.filter(({ share }) => share !== 0);
  const unseen = classes.length - seen.length;
  return [
    some(
      seen.map((each) => describeClass(each, proposal)),
      8,
    ),
    ...(unseen > 0 ? [`${unseen} without a pixel here`] : []),
    ...(ignoredShare > 0 ? [`ignored ${(100 * ignoredShare).toFixed(1)} %`] : []),
    ...(guessed ? ['names are guesses: --classes gives others'] : []),
  ].join('; ');
}

/** The first of a list, and how many more there are. */
function some(items: readonly string[], limit = NAMED): string {
  const shown = items.slice(0, limit).join(', ');
  return items.length > limit ? `${shown}, ${items.length - limit} more` : shown || 'none';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

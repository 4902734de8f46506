import { defaultColor } from '../../core/data/files/class-list.js';
import type { Rgb } from '../../core/data/files/color-map.js';
import { formatColor, packColor, unpackColor } from '../../core/data/files/color-map.js';
import type { FoundLayout, NamedClass } from '../layout.js';
import type { MaskSurvey } from '../masks/survey.js';
import { isSmoothed, peaks } from './peaks.js';

export interface ProposedClass {
  readonly name: string;
  readonly color: Rgb;
  /** What the masks hold: a value, or a colour as 0xRRGGBB. */
  readonly value: number;
  /** Of the pixels that were looked at. */
  readonly share: number;
}

export interface ClassProposal {
  readonly coding: 'values' | 'colors';
  readonly classes: readonly ProposedClass[];
  /** Values or colours of no class. */
  readonly ignore: readonly number[];
  /** Share of the pixels that are of no class. */
  readonly ignoredShare: number;
  /** Names that nobody gave. */
  readonly guessed: boolean;
  /** The values number objects: 0 is the background and any other an object. */
  readonly objects: boolean;
  /** Why the masks cannot be read as they are. */
  readonly unfit?: string;
  /** Each pixel must be given to the nearest class. */
  readonly nearest: boolean;
}

const IGNORE = 255;

/** What the masks' values or colours mean, as far as the folder says it, and a guess for the rest. */
export function proposeClasses(
  { classes, ignore = [], samples, dataset }: FoundLayout,
  survey: MaskSurvey,
): ClassProposal {
  const kind = samples[0]!.mask.kind;
  const grey = survey.coding === 'colors' && [...survey.pixels.keys()].every(isGrey);
  const pixels = grey ? new Map([...survey.pixels].map(([color, count]) => [color & 255, count])) : survey.pixels;
  const coding = grey ? 'values' : survey.coding;
  const deep = coding === 'values' && [...pixels.keys()].some((value) => value > 255);
  const nearest = kind === 'picture' && (survey.lossy || isSmoothed(pixels, coding));
  const ignored = ignore.map((each) => (typeof each === 'number' ? each : packColor(each)));
  const known =
    kind === 'picture' ? withCode(classes ?? [], coding) : (classes ?? []).map((each, value) => ({ ...each, value }));
  const found = nearest ? peaks(pixels, coding) : [...pixels.keys()];
  const extra =
    known.length > 0 && nearest
      ? []
      : found.filter((code) => !known.some(({ value }) => value === code) && !ignored.includes(code));
  const { named, ignoring } = deep
    ? joinObjects(known)
    : dataset && dataset.type !== 'folder'
      ? { named: [], ignoring: extra } // what a data set of its own does not know, it ignores or names as broken
      : nameCodes(extra, coding, known.length > 0, survey.palette);
  const total = [...pixels.values()].reduce((sum, count) => sum + count, 0);
  const share = (code: number) => (pixels.get(code) ?? 0) / total;
  const all = deep ? named : [...known, ...named];
  return {
    coding,
    classes: all.map(({ name, value, color }, i) => ({
      name,
      value,
      color: color ?? (coding === 'colors' ? unpackColor(value) : (survey.palette?.[value] ?? defaultColor(i))),
      share: deep ? Number.NaN : share(value),
    })),
    ignore: [...ignored, ...ignoring],
    ignoredShare: [...ignored, ...ignoring].reduce((sum, code) => sum + share(code), 0),
    guessed: named.length > 0,
    nearest,
    objects: deep,
    ...unfitReason({ kind, lossy: survey.lossy, nearest, grey, deep }),
  };
}

type Coded = NamedClass & { readonly value: number };

function isGrey(color: number): boolean {
  const [r, g, b] = unpackColor(color);
  return r === g && g === b;
}

/** Those that say a value, or a colour, whichever the masks hold; positions where the list says neither. */
function withCode(classes: readonly NamedClass[], coding: 'values' | 'colors'): Coded[] {
  return classes.flatMap((each, i): Coded[] => {
    if (coding === 'values') return [{ ...each, value: each.value ?? i }];
    return each.color ? [{ ...each, value: packColor(each.color) }] : [];
  });
}

/** Values that number objects: where one is, and where none is. */
function joinObjects([background, object]: readonly NamedClass[]): { named: Coded[]; ignoring: number[] } {
  const named = [background ?? { name: 'background' }, object ?? { name: 'object' }];
  return { named: named.map((each, value) => ({ ...each, value })), ignoring: [] };
}

/** Names for values or colours that no list names. @param listed some others are */
function nameCodes(
  codes: readonly number[],
  coding: 'values' | 'colors',
  listed: boolean,
  palette?: readonly Rgb[],
): { named: Coded[]; ignoring: readonly number[] } {
  const sorted = [...codes].sort((a, b) => a - b);
  const void255 = coding === 'values' && sorted.at(-1) === IGNORE && (listed || isCount(sorted.slice(0, -1)));
  const ignoring = void255 ? [IGNORE] : listed && coding === 'colors' && sorted[0] === 0 ? [0] : [];
  const kept = sorted.filter((code) => !ignoring.includes(code));
  const binary = !listed && kept.length === 2 && kept[0] === 0;
  const named = kept.map((value, i): Coded => {
    const color = palette?.[value];
    const name = coding === 'colors' ? `color-${formatColor(value).slice(1)}` : `class-${value}`;
    const guess = !listed && value === 0 ? 'background' : binary && i === 1 ? 'object' : name;
    return { name: guess, value, ...(color && { color }) };
  });
  return { named, ignoring };
}

/** Two or more values without a gap: 255 beside them is then no class. */
function isCount(values: readonly number[]): boolean {
  return values.length >= 2 && values.every((value, i) => value === values[0]! + i);
}

function unfitReason(what: { kind: string; lossy: boolean; nearest: boolean; grey: boolean; deep: boolean }) {
  const { kind, lossy, nearest, grey, deep } = what;
  const unfit =
    kind === 'polygons'
      ? 'polygons are drawn'
      : kind === 'instances'
        ? 'those of an image become one'
        : lossy
          ? 'JPEG changes the values at every edge'
          : nearest
            ? 'their edges are smoothed'
            : deep
              ? 'values of 16 bits number objects, not classes'
              : grey
                ? 'grey that is stored as colour becomes one channel'
                : undefined;
  return unfit ? { unfit } : {};
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { classListInvalid, missingData } from '../../errors/data.js';
import { ContrasegError } from '../../errors/index.js';
import type { ClassInfo } from '../../interfaces/dataset.js';
import { checkClasses } from '../inspection/check-classes.js';
import { ColorMap, type Rgb } from './color-map.js';
import { LabelMap } from './label-map.js';
import { plainFileProblem } from './plain-file.js';

const channel = z.int().min(0).max(255);
const color = z.tuple([channel, channel, channel]);
/** No class can have it: there are at most 255. */
const IGNORE = 255;

const ClassList = z.object({
  classes: z
    .array(
      z.object({
        name: z.string().min(1),
        color: color.optional(),
        value: channel.optional(),
      }),
    )
    .min(1)
    .max(255),
  ignoreIndex: channel.default(IGNORE),
  ignore: z.array(z.union([channel, color])).default([]),
});

export interface ClassListFile {
  readonly classes: readonly ClassInfo[];
  /** What the masks hold for each class. */
  readonly values: readonly number[];
  /** Values and colours of no class, as the file lists them. */
  readonly ignore: readonly (number | Rgb)[];
  readonly ignoreIndex: number;
  /** What the values in the mask files mean. */
  readonly labelMap: LabelMap;
  /** What the colours in the mask files mean, where they are read by colour. */
  readonly colorMap: ColorMap;
}

/**
 * Reads `classes.json`: `{ classes: [{ name, color?, value? }], ignoreIndex?, ignore? }`; other keys are left alone. `value` is
 * what the masks hold for a class, its position in the list when absent; `ignore` lists values and colours of no class.
 */
export async function readClassList(file: string): Promise<ClassListFile> {
  const problem = existsSync(file) ? await plainFileProblem(file) : undefined;
  if (problem) throw new ContrasegError(problem);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const hint = classListInvalid(file, '').hint!;
    throw new ContrasegError(missingData(file, 'class list', hint), { cause: error });
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ContrasegError(classListInvalid(file, (error as Error).message), { cause: error });
  }
  const parsed = ClassList.safeParse(json);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ContrasegError(classListInvalid(file, reasons.join('; ')));
  }
  const { classes, ignoreIndex, ignore } = parsed.data;
  const values = classes.map(({ value }, i) => value ?? i);
  const twice = values.find((value, i) => values.indexOf(value) < i);
  if (twice !== undefined) throw new ContrasegError(classListInvalid(file, `two classes have the value ${twice}`));
  const named = classes.map(({ name, color }, i) => ({ name, color: color ?? defaultColor(i) }));
  checkClasses(named, file);
  const meaning = ignoring(
    values,
    ignoreIndex,
    ignore.filter((entry) => typeof entry === 'number'),
  );
  const colors = [
    ...ignore.flatMap((entry) => (typeof entry === 'number' ? [] : [[entry, meaning.ignoreIndex] as const])),
    ...named.map((each, i) => [each.color, i] as const),
  ];
  return {
    classes: named,
    values,
    ignore: values.includes(ignoreIndex) ? ignore : [...ignore, ignoreIndex],
    ...meaning,
    colorMap: new ColorMap(colors, meaning.ignoreIndex),
  };
}

/** Where values are not positions, the ignore index of the file may be the position of a class: then samples use 255. */
function ignoring(
  values: readonly number[],
  fileIgnore: number,
  ignored: readonly number[],
): Pick<ClassListFile, 'ignoreIndex' | 'labelMap'> {
  const plain = values.every((value, i) => value === i);
  const ignoreIndex = plain ? fileIgnore : IGNORE;
  const entries = [
    ...ignored.map((value) => [value, ignoreIndex] as const),
    ...values.map((value, i) => [value, i] as const),
  ];
  const free = !values.includes(fileIgnore);
  return { ignoreIndex, labelMap: new LabelMap(free ? [...entries, [fileIgnore, ignoreIndex]] : entries, ignoreIndex) };
}

/** The PASCAL VOC colour map: the bits of the index spread over the high bits of red, green and blue. */
export function defaultColor(index: number): [number, number, number] {
  const color: [number, number, number] = [0, 0, 0];
  for (let bit = 0, rest = index; bit < 8; bit++, rest >>= 3) {
    for (let c = 0; c < 3; c++) color[c]! |= ((rest >> c) & 1) << (7 - bit);
  }
  return color;
}

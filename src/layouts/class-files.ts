import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readClassList } from '../core/data/files/class-list.js';
import type { Rgb } from '../core/data/files/color-map.js';
import type { NamedClass } from './layout.js';

/** Class names that a folder brings along. */
export interface ClassFile {
  readonly file: string;
  readonly classes: readonly NamedClass[];
  readonly ignore: readonly (number | Rgb)[];
}

type Parser = (lines: readonly string[]) => NamedClass[];

/** What a folder may call its list of classes, and how it is written. */
const FORMATS: readonly (readonly [name: RegExp, parse: Parser])[] = [
  [
    /^_classes\.csv$/i,
    (lines) =>
      lines
        .slice(1)
        .map(cells)
        .map(([value, name]) => ({ name: name!, value: Number(value) })),
  ],
  [/^(class_dict|class_dict_seg|classes|colou?rs|label_colou?rs)\.csv$/i, colorTable],
  [
    /^label_colou?rs\.txt$/i,
    (lines) =>
      lines.map((line) => line.trim().split(/\s+/)).map(([r, g, b, ...name]) => colored(name.join(' '), [r, g, b])),
  ],
  // CVAT: name:r,g,b:parts:actions
  [
    /^labelmap\.txt$/i,
    (lines) =>
      lines
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.split(':'))
        .map(([name, color]) => colored(name!, color!.split(','))),
  ],
  [/^(class_names|classes|codes|labels)\.txt$/i, (lines) => lines.map((name, value) => ({ name: name.trim(), value }))],
];

/** A pixel of these is of no class. */
const NO_CLASS = /^(void|ignore|ignored|unlabell?ed|__ignore__)$/i;

/** The class list in the first of these folders that has one: our own first, then those of other tools. */
export async function readClassFile(
  folders: readonly string[],
  names: readonly string[][],
): Promise<ClassFile | undefined> {
  for (const [i, folder] of folders.entries()) {
    for (const [pattern, parse] of FORMATS) {
      const name = names[i]!.find((file) => pattern.test(file));
      if (name === undefined) continue;
      const lines = (await readFile(join(folder, name), 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/);
      const parsed = parse(lines.filter((line) => line.trim() !== '')).filter(isWhole);
      if (parsed.length > 0) return separate(join(folder, name), parsed);
    }
  }
  return undefined;
}

/** Our own `classes.json` of a folder, where it is there. */
export async function readOwnClasses(root: string): Promise<ClassFile | undefined> {
  const file = join(root, 'classes.json');
  if (!existsSync(file)) return undefined;
  const { classes, values, ignore } = await readClassList(file);
  return { file: basename(file), classes: classes.map((each, i) => ({ ...each, value: values[i]! })), ignore };
}

function separate(file: string, classes: readonly NamedClass[]): ClassFile {
  const ignored = classes.filter(({ name }) => NO_CLASS.test(name));
  return {
    file: basename(file),
    classes: classes.filter((each) => !ignored.includes(each)),
    ignore: ignored.flatMap(({ color, value }) => color ?? value ?? []),
  };
}

function isWhole({ name, value, color }: NamedClass): boolean {
  const byte = (each: number) => Number.isInteger(each) && each >= 0 && each <= 255;
  return Boolean(name) && (value === undefined || byte(value)) && (color === undefined || color.every(byte));
}

/** `name,r,g,b` with a heading. */
function colorTable(lines: readonly string[]): NamedClass[] {
  return lines
    .slice(1)
    .map(cells)
    .map(([name, ...color]) => colored(name!, color));
}

function cells(line: string): string[] {
  return line.split(/[,;]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function colored(name: string, [r, g, b]: readonly (string | undefined)[]): NamedClass {
  return { name: name.trim(), color: [Number(r), Number(g), Number(b)] };
}

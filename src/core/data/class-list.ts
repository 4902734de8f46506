import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { classListInvalid, missingData } from '../errors/data.js';
import { ContrasegError } from '../errors/index.js';
import type { ClassInfo } from '../interfaces/dataset.js';
import { checkClasses } from './check-classes.js';

const channel = z.int().min(0).max(255);

const ClassList = z.object({
  classes: z
    .array(z.object({ name: z.string().min(1), color: z.tuple([channel, channel, channel]).optional() }))
    .min(1)
    .max(255),
  ignoreIndex: channel.default(255),
});

export interface ClassListFile {
  readonly classes: readonly ClassInfo[];
  readonly ignoreIndex: number;
}

/** Reads `classes.json`: `{ classes: [{ name, color? }], ignoreIndex? }`; other keys are left alone. */
export async function readClassList(file: string): Promise<ClassListFile> {
  const text = await readText(file);
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
  const classes = parsed.data.classes.map(({ name, color }, i) => ({ name, color: color ?? defaultColor(i) }));
  checkClasses(classes, file);
  return { classes, ignoreIndex: parsed.data.ignoreIndex };
}

async function readText(file: string): Promise<string> {
  try {
    // A pipe or a device could be read for ever.
    if (!(await stat(file)).isFile()) throw new ContrasegError(classListInvalid(file, 'it is not a regular file'));
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof ContrasegError) throw error;
    throw new ContrasegError(missingData(file, 'class list', classListInvalid(file, '').hint!), { cause: error });
  }
}

/** The PASCAL VOC colour map: the bits of the index spread over the high bits of red, green and blue. */
export function defaultColor(index: number): [number, number, number] {
  const color: [number, number, number] = [0, 0, 0];
  for (let bit = 0, rest = index; bit < 8; bit++, rest >>= 3) {
    for (let c = 0; c < 3; c++) color[c]! |= ((rest >> c) & 1) << (7 - bit);
  }
  return color;
}

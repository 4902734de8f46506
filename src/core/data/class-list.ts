import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { classListInvalid, missingData } from '../errors/data.js';
import { ContrasegError } from '../errors/index.js';
import type { ClassInfo } from '../interfaces/dataset.js';

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
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const hint = classListInvalid(file, '').hint!;
    throw new ContrasegError(missingData(file, 'class list', hint), { cause: error });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ContrasegError(classListInvalid(file, (error as Error).message), { cause: error });
  }
  const parsed = ClassList.safeParse(json);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ContrasegError(classListInvalid(file, reasons.join('; ')));
  }
  const { classes, ignoreIndex } = parsed.data;
  return { classes: classes.map(({ name, color }, i) => ({ name, color: color ?? defaultColor(i) })), ignoreIndex };
}

/** The PASCAL VOC colour map: the bits of the index spread over the high bits of red, green and blue. */
export function defaultColor(index: number): [number, number, number] {
  const color: [number, number, number] = [0, 0, 0];
  for (let bit = 0, rest = index; bit < 8; bit++, rest >>= 3) {
    for (let c = 0; c < 3; c++) color[c]! |= ((rest >> c) & 1) << (7 - bit);
  }
  return color;
}

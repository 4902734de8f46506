import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RandomStream } from '../../../src/core/random/random-stream.js';
import { pick } from '../harness/campaign.js';

type Damage = (bytes: Buffer, random: RandomStream) => Buffer;

const JUNK = [
  '',
  'null',
  '[]',
  '{}',
  '3',
  '"text"',
  '\u0000\u0001',
  '[[[[',
  '{"event":"step"}',
  `${'['.repeat(50_000)}`,
];
const NUMBERS = ['-5', '1e300', '1e999', 'NaN', 'null', '"x"', '[]', '{}', '0.5', '9007199254740993', '-0'];

const DAMAGES: Readonly<Record<string, Damage>> = {
  'cut short': (bytes, random) => bytes.subarray(0, random.integer(bytes.length + 1)),
  'one bit flipped': (bytes, random) => {
    const damaged = Buffer.from(bytes);
    const at = random.integer(Math.max(damaged.length, 1));
    if (damaged.length > 0) damaged[at] = damaged[at]! ^ (1 << random.integer(8));
    return damaged;
  },
  'a block of zeros': (bytes, random) => {
    const start = random.integer(bytes.length + 1);
    return Buffer.from(bytes).fill(0, start, Math.min(bytes.length, start + 1 + random.integer(512)));
  },
  'bytes after the end': (bytes, random) =>
    Buffer.concat([bytes, Buffer.alloc(1 + random.integer(100), random.integer(256))]),
  'other content': (_, random) => Buffer.from(pick(random, JUNK)),
  'another number': (bytes, random) => replaceOne(bytes, /-?\d+(?:\.\d+)?/g, pick(random, NUMBERS), random),
  'another word': (bytes, random) =>
    replaceOne(bytes, /[A-Za-z]{3,}/g, pick(random, ['x', '__proto__', 'null', '\u001b[2J']), random),
  'a line lost': (bytes, random) => withLines(bytes, (lines) => lines.splice(random.integer(lines.length), 1)),
  'a line twice': (bytes, random) =>
    withLines(bytes, (lines) => {
      const at = random.integer(lines.length);
      lines.splice(random.integer(lines.length), 0, lines[at]!);
    }),
};

/** Damages a file, or takes it away. @returns what was done to it */
export function damageFile(file: string, random: RandomStream): string {
  const draw = random.uniform();
  const bytes = readFileSync(file);
  if (draw < 0.1) {
    rmSync(file);
    if (draw >= 0.05) mkdirSync(file);
    return draw < 0.05 ? 'gone' : 'a folder instead';
  }
  const [what, damage] = pick(random, Object.entries(DAMAGES));
  writeFileSync(file, damage(bytes, random));
  return what;
}

/** Replaces one of the matches; in a safetensors file those of the header, whose length is put right. */
function replaceOne(bytes: Buffer, pattern: RegExp, replacement: string, random: RandomStream): Buffer {
  const length = bytes.length > 8 ? Number(bytes.readBigUInt64LE(0)) : 0;
  const isTensors = length > 0 && length <= bytes.length - 8;
  const text = isTensors ? bytes.toString('latin1', 8, 8 + length) : bytes.toString('latin1');
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return Buffer.from(replacement);
  const { index, 0: found } = pick(random, matches);
  const changed = Buffer.from(text.slice(0, index) + replacement + text.slice(index + found.length), 'latin1');
  if (!isTensors) return changed;
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(changed.length));
  return Buffer.concat([size, changed, bytes.subarray(8 + length)]);
}

function withLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'), 'latin1');
}

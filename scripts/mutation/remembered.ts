import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Mutant } from '@stryker-mutator/api/core';
import { type MutantRunResult, MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { appendLine } from '../../src/core/files/append-line.js';

interface Entry {
  readonly mutant: string;
  /** The tests that decided, with a hash of each: the killer, or all that failed to kill. */
  readonly tests: Readonly<Record<string, string>>;
  readonly result: MutantRunResult;
}

/**
 * Results by mutant, one JSON object a line, so that an interrupted run goes on where it was. A result counts as long
 * as the mutated file and the tests that decided are unchanged; a change elsewhere needs the file removed. Sources that
 * were changed after Stryker copied them are not those that its mutants are of: nothing is known of them.
 */
export class RememberedResults {
  private readonly entries = new Map<string, Entry[]>();

  constructor(
    private readonly file: string,
    private readonly root: string,
    /** When the sources were copied, in milliseconds. */
    private readonly copied: number,
  ) {
    mkdirSync(dirname(file), { recursive: true });
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    for (const entry of lines.flatMap(parseEntry)) this.insert(entry);
  }

  get(mutant: Mutant, tests: readonly string[]): MutantRunResult | undefined {
    const entries = this.entries.get(this.key(mutant) ?? '') ?? [];
    const valid = entries.find((entry) => {
      const asked = entry.result.status === MutantRunStatus.Survived ? tests : Object.keys(entry.tests);
      return asked.every((test) => tests.includes(test) && entry.tests[test] === hash(readFileSync(test, 'utf8')));
    });
    return valid?.result;
  }

  async add(mutant: Mutant, tests: readonly string[], result: MutantRunResult): Promise<void> {
    const key = this.key(mutant);
    if (key === undefined) return;
    const decided = result.status === MutantRunStatus.Killed ? result.killedBy : tests;
    const hashes = Object.fromEntries(decided.map((test) => [test, hash(readFileSync(test, 'utf8'))]));
    const entry: Entry = { mutant: key, tests: hashes, result };
    this.insert(entry);
    await appendLine(this.file, JSON.stringify(entry));
  }

  private insert(entry: Entry): void {
    this.entries.set(entry.mutant, [...(this.entries.get(entry.mutant) ?? []), entry]);
  }

  private key({ fileName, location, replacement }: Mutant): string | undefined {
    if (statSync(fileName).mtimeMs > this.copied) return undefined;
    const source = readFileSync(fileName, 'utf8');
    return hash(JSON.stringify([relative(this.root, fileName), source, location, replacement]));
  }
}

/** Whether a random share (0–1) of all mutants has this one: the same in every run; a larger share has the smaller. */
export function isSampled({ fileName, location, replacement }: Mutant, root: string, share: number): boolean {
  const place = JSON.stringify([relative(root, fileName), location, replacement]);
  return Number.parseInt(hash(place).slice(0, 8), 16) < share * 2 ** 32;
}

/** None from a line that a kill cut off. */
function parseEntry(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

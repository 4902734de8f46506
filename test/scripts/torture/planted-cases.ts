import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseOutcome, OpenSuite } from '../../../scripts/torture/harness/case-suite.js';

const BEHAVIOURS: Readonly<Record<string, () => CaseOutcome | Promise<CaseOutcome>>> = {
  sound: () => ({ problems: [] }),
  raw: () => {
    throw new TypeError('nobody expected this');
  },
  stray: () => {
    void Promise.reject(new Error('left alone'));
    return new Promise(() => undefined);
  },
  busy: () => {
    for (;;);
  },
  waiting: () => new Promise(() => undefined),
  greedy: async () => {
    const kept: Buffer[] = [];
    for (let i = 0; i < 60; i++) {
      kept.push(Buffer.alloc(2 ** 26, 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { problems: kept.map(String) };
  },
  dying: () => process.exit(3),
};

/** Does what the file `behaviour` in its folder says. */
export const open: OpenSuite = async (folder) => {
  const behaviour = readFileSync(join(folder, 'behaviour'), 'utf8');
  return async () => BEHAVIOURS[behaviour]!();
};

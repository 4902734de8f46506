import assert from 'node:assert/strict';
import test from 'ava';

/** A component with a fault, and the sentence that names it. */
export type Fault<T> = readonly [create: () => T, sentence: RegExp];

/**
 * One test for each component of a kind: those that are right pass the suite, those with a planted fault fail with an
 * AssertionError of that sentence.
 */
export function plant<T>(
  suite: (create: () => T) => Promise<void>,
  right: Readonly<Record<string, () => T>>,
  faults: Readonly<Record<string, Fault<T>>>,
): void {
  for (const [name, create] of Object.entries(right)) {
    test.serial(`${name} passes`, async (t) => {
      await t.notThrowsAsync(suite(create));
    });
  }
  for (const [name, [create, sentence]] of Object.entries(faults)) {
    test.serial(`${name} is caught`, async (t) => {
      const error = await t.throwsAsync(suite(create), { instanceOf: assert.AssertionError });
      t.regex(error!.message, sentence);
    });
  }
}

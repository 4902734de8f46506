import type { z } from 'zod';

type UnionIssue = Extract<z.core.$ZodIssue, { code: 'invalid_union' }>;

/**
 * The issues of the one option of a union that the user must have meant: the value is of its kind, and what is wrong is
 * inside. Undefined where the value is of no option's kind.
 */
export function closestBranch({ errors }: UnionIssue): readonly z.core.$ZodIssue[] | undefined {
  const meant = errors.filter((issues) => issues.every(isInside));
  return meant.sort((a, b) => a.length - b.length)[0];
}

function isInside(issue: z.core.$ZodIssue): boolean {
  return issue.path.length > 0 || (issue.code !== 'invalid_type' && issue.code !== 'invalid_value');
}

/** What would have been right; of a union that nothing fits, each option's word. */
export function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `Expected ${issue.expected}`;
  if (issue.code !== 'invalid_union') return issue.message;
  const [first, ...others] = new Set(issue.errors.flatMap((issues) => issues.map(expectation)));
  return [first ?? issue.message, ...others.map((other) => other.charAt(0).toLowerCase() + other.slice(1))].join(
    ', or ',
  );
}

import { z } from 'zod';
import { invalidOption, missingOption, unknownOption } from '../errors/config.js';
import type { Problem } from '../errors/index.js';
import type { OptionPath } from './option-path.js';
import { optionNames, schemasAt } from './schema-walk.js';
import { closestBranch, expectation } from './union-issues.js';

/** Something wrong with one option. */
export interface OptionProblem {
  readonly path: OptionPath;
  readonly problem: Problem;
}

/**
 * What zod found wrong with options, in our words: with the options that there are, and the description of the field.
 * @param raw what was given
 * @param base where it stands
 */
export function optionProblems(
  schema: z.ZodType,
  raw: unknown,
  issues: readonly z.core.$ZodIssue[],
  base: OptionPath = [],
): OptionProblem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...(issue.path as OptionPath)];
    const fields = schemasAt(schema, issue.path);
    const found = valueAt(raw, issue.path);
    const chosen = issue.code === 'invalid_union' ? closestBranch(issue) : undefined;
    if (chosen) return optionProblems(z.union(fields.length > 0 ? fields : [z.unknown()]), found, chosen, path);
    if (issue.code === 'unrecognized_keys') {
      const allowed = optionNames(fields);
      return issue.keys.map((key) => ({ path: [...path, key], problem: unknownOption(key, allowed) }));
    }
    const description = fields.find((field) => field.description)?.description;
    const expected = expectation(issue);
    const problem =
      found === undefined ? missingOption(description ?? expected) : invalidOption(found, expected, description);
    return [{ path, problem }];
  });
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return inside ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }, raw);
}

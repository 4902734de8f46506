import type { Problem } from './contraseg-error.js';

/** Problems of a kind that are shown. */
const EXAMPLES = 3;

/** One problem for each kind of which more than a few files have it: how many, examples, and the remedy of the first. */
export function groupProblems(problems: readonly Problem[]): Problem[] {
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) {
    const kind = problem.file === undefined ? undefined : problem.code;
    if (kind !== undefined) kinds.set(kind, [...(kinds.get(kind) ?? []), problem]);
  }
  return problems.flatMap((problem): Problem[] => {
    const same = (problem.file !== undefined && kinds.get(problem.code)) || [];
    const files = new Set(same.map(({ file }) => file)).size;
    if (files <= EXAMPLES) return [problem];
    return same[0] === problem ? [grouped(same, files)] : [];
  });
}

function grouped(same: readonly Problem[], files: number): Problem {
  const { code, hint } = same[0]!;
  const examples = same.slice(0, EXAMPLES).map(({ file, path, message }) => {
    return `\n  ${[file, path].filter(Boolean).join(': ')}: ${message}`;
  });
  const more = same.length - EXAMPLES;
  const message = `${same.length} in ${files} files, for example${examples.join('')}\n  and ${more} more: contraseg data check --all lists them`;
  return { code, message, ...(hint && { hint }) };
}

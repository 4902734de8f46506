import pc from 'picocolors';
import { groupProblems } from '../core/errors/group-problems.js';
import { formatProblem, type Problem } from '../core/errors/index.js';

/**
 * Writes problems to stderr, in colours where somebody looks: of many of one kind a few, with their number.
 * @param all writes every one
 */
export function printProblems(problems: readonly Problem[], all = false): void {
  const colors = pc.createColors(process.stderr.isTTY === true && pc.isColorSupported);
  for (const problem of all ? problems : groupProblems(problems)) console.error(formatProblem(problem, colors));
}

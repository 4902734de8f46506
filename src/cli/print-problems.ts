import pc from 'picocolors';
import { formatProblem, type Problem } from '../core/errors/index.js';

/** Writes problems to stderr, in colours where somebody looks. */
export function printProblems(problems: readonly Problem[]): void {
  const colors = pc.createColors(process.stderr.isTTY === true && pc.isColorSupported);
  for (const problem of problems) console.error(formatProblem(problem, colors));
}

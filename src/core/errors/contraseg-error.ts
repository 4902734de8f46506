import pc from 'picocolors';
import { printable } from './printable.js';

/** One thing that is wrong, as data. */
export interface Problem {
  /** Stable identifier, e.g. `CONTRASEG_UNKNOWN_COMPONENT`. */
  readonly code: `CONTRASEG_${string}`;
  /** The file that holds the problem. */
  readonly file?: string;
  /** Where in the file, e.g. `losses[1].type`. */
  readonly path?: string;
  /** What was found and what is allowed. */
  readonly message: string;
  /** The likely fix. */
  readonly hint?: string;
}

/** Every error that a user can cause; carries all problems that were found, not only the first. */
export class ContrasegError extends Error {
  override readonly name = 'ContrasegError';
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list = 'code' in problems ? [problems] : problems;
    super(list.map((problem) => formatProblem(problem)).join('\n'), options);
    this.problems = list;
  }

  get code(): string {
    return this.problems[0]!.code;
  }
}

/** A problem as text. What it took from files and names is made safe for a terminal here. */
export function formatProblem(problem: Problem, colors = pc.createColors(false)): string {
  const where = printable([problem.file, problem.path].filter(Boolean).join(': '));
  const head = `${colors.red(problem.code)} ${where ? `${colors.bold(where)}: ` : ''}${printable(problem.message)}`;
  return problem.hint ? `${head}\n  ${printable(problem.hint).replaceAll('\n', '\n  ')}` : head;
}

#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ContrasegError } from '../core/errors/index.js';
import { FAILURE, USER_ERROR } from './exit-codes.js';
import { guardOutput } from './guard-output.js';
import { printProblems } from './print-problems.js';
import { createProgram } from './program.js';

/** Problems whose cause is in a plugin's own code. */
const OTHERS_THREW: ReadonlySet<string> = new Set(['CONTRASEG_PLUGIN_FAILED', 'CONTRASEG_COMPONENT_FAILED']);

guardOutput();

try {
  await createProgram().parseAsync();
} catch (error) {
  const code = report(error);
  process.exitCode ||= code; // a signal that came first has said 128 + its number
}

/** Prints an error the way its reader needs it, and says which exit code it deserves. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR;
  if (!(error instanceof ContrasegError)) {
    console.error(error);
    return FAILURE;
  }
  if (process.argv.includes('--json')) console.log(JSON.stringify({ problems: error.problems }));
  else printProblems(error.problems);
  const othersThrew = error.problems.some(({ code }) => OTHERS_THREW.has(code));
  if (othersThrew && error.cause instanceof Error) console.error(error.cause.stack);
  return USER_ERROR;
}

#!/usr/bin/env node
import nodeModule from 'node:module';
import { CommanderError } from 'commander';
import { ContrasegError } from '../core/errors/index.js';
import { CLUSTER_FAILURE, FAILURE, USER_ERROR } from './exit-codes.js';
import { guardOutput } from './guard-output.js';
import { launchedRank, tellLauncher } from './launch/launched.js';
import { printProblems } from './print-problems.js';
import { createProgram } from './program.js';

/** Problems whose cause is in a plugin's own code. */
const OTHERS_THREW: ReadonlySet<string> = new Set(['CONTRASEG_PLUGIN_FAILED', 'CONTRASEG_COMPONENT_FAILED']);

/** Problems of a run whose other ranks are lost; what is wrong with the cluster's description is not one of them. */
const CLUSTER = 'CONTRASEG_CLUSTER_';

// Node 22 and newer keep compiled code from one start to the next.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
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
    tellLauncher({ error: String(error) });
    console.error(error);
    return FAILURE;
  }
  const { problems } = error;
  const launcherTells = tellLauncher({ problems });
  if (!launcherTells && process.argv.includes('--json')) console.log(JSON.stringify({ problems }));
  else if (!launcherTells || launchedRank() !== 0) printProblems(problems);
  const othersThrew = problems.some(({ code }) => OTHERS_THREW.has(code));
  if (othersThrew && error.cause instanceof Error) console.error(error.cause.stack);
  return problems.some(({ code }) => code.startsWith(CLUSTER)) ? CLUSTER_FAILURE : USER_ERROR;
}

import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { writing } from '../core/files/disk.js';

export interface Child {
  readonly exitCode: number;
  readonly stdout: string;
  /** Whether we were asked to end meanwhile, and passed that on. */
  readonly interrupted: boolean;
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program to its end and appends what it prints to a file.
 * It gets a process group of its own, so that Ctrl-C reaches it once, through us: training saves at the first SIGINT and dies at
 * the second.
 * @param argv program and arguments
 * @throws ContrasegError where the file cannot be written
 */
export async function runChild(argv: readonly string[], outputFile: string): Promise<Child> {
  const output = await writing(outputFile, async () => openSync(outputFile, 'a'));
  const [program, ...rest] = argv as [string, ...string[]];
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', 'pipe', output] });
  let interrupted = false;
  const forward = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  let stdout = '';
  let unwritten: unknown;
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    try {
      appendFileSync(output, text);
    } catch (error) {
      unwritten ??= error; // for when the child has ended, which goes on meanwhile
    }
  });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
    if (unwritten) await writing(outputFile, () => Promise.reject(unwritten));
    return { exitCode, stdout, interrupted };
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
    closeSync(output);
  }
}

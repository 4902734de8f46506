import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';

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
 */
export async function runChild(argv: readonly string[], outputFile: string): Promise<Child> {
  const output = openSync(outputFile, 'a');
  const [program, ...rest] = argv as [string, ...string[]];
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', 'pipe', output] });
  let interrupted = false;
  const forward = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    appendFileSync(output, text);
  });
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
    return { exitCode, stdout, interrupted };
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
    closeSync(output);
  }
}

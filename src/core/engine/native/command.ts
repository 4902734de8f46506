import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Milliseconds until the program is ended; five minutes by default. */
  readonly timeout?: number;
}

/** Runs a program and gives its standard output; rejects with the end of what it wrote when it fails. */
export function command(file: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { cwd, timeout = 300_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`${file} is not installed`) : error);
    });
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(output);
      const end = (errors.trim() || output.trim()).split('\n').slice(-3).join('\n');
      reject(new Error(`${file} ${signal ? `was ended by ${signal}` : `failed (${status})`}: ${end}`));
    });
  });
}

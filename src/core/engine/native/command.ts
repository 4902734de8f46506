import { spawn } from 'node:child_process';

/** Runs a program and gives its standard output; rejects with the end of what it wrote when it fails. */
export function command(file: string, args: readonly string[], timeout = 600_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(output);
      const end = (errors.trim() || output.trim()).split('\n').slice(-3).join('\n');
      reject(new Error(`${file} ${signal ? `was ended by ${signal}` : `failed (${status})`}: ${end}`));
    });
  });
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Lines that are shown of a step's output. */
const SHOWN = 14;

export interface Step {
  readonly folder: string;
  readonly command: string;
  /** What is run in place of the command. */
  readonly instead?: string;
}

/**
 * Runs a command as a user does and prints it with its seconds and lines.
 * @returns what it wrote to stdout
 * @throws Error that names the command
 */
export async function runCommand({ folder, command, instead = command }: Step): Promise<string> {
  return timed(instead === command ? command : `${command}   (as: ${instead})`, async (show) => {
    const child = spawn(instead, { cwd: folder, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        show(line);
        if (stream === child.stdout) output.push(line);
      });
    }
    const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
    if (code !== 0) throw new Error(`exit code ${code}`);
    return output.join('\n');
  });
}

/** Prints a step's name, its seconds and the lines that it shows: the last ones of many. */
export async function timed<T>(name: string, body: (show: (line: string) => void) => Promise<T>): Promise<T> {
  const start = performance.now();
  const lines: string[] = [];
  const print = (mark: string) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${mark} ${name}   ${seconds} s, ${lines.length} lines`);
    if (lines.length > SHOWN) console.log(`    … ${lines.length - SHOWN} lines before`);
    for (const line of lines.slice(-SHOWN)) console.log(`    ${line}`);
  };
  try {
    const result = await body((line) => lines.push(line));
    print('✔');
    return result;
  } catch (error) {
    print('✘');
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

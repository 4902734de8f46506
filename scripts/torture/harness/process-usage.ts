import { readFileSync } from 'node:fs';

/** Largest resident memory of a process so far, in bytes; 0 where it is gone or the system does not tell. */
export function peakMemory(pid: number | undefined): number {
  const status = read(`/proc/${pid}/status`);
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
}

/** Processor time of a process so far, in milliseconds; 0 where it is gone or the system does not tell. */
export function processorTime(pid: number | undefined): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return 10 * ticks; // Linux counts 100 a second on every platform that Node runs on.
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

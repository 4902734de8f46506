import { readFileSync, writeFileSync } from 'node:fs';

/** Median wall times of `repeats` runs of each, in turns, after one that is not counted: a busy machine slows all alike. */
export function medianSeconds(repeats: number, ...runs: (() => void)[]): number[] {
  const times = runs.map((): number[] => []);
  for (let i = -1; i < repeats; i++) {
    runs.forEach((run, j) => {
      const start = performance.now();
      run();
      if (i >= 0) times[j]!.push((performance.now() - start) / 1000);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(repeats / 2)]!);
}

/** Peak RSS of the first run minus the RSS just before it; NaN where the system does not tell. */
export function peakMegabytes(run: () => void): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5'); // starts a new peak
    const before = status('VmRSS');
    run();
    return (status('VmHWM') - before) / 1024;
  } catch {
    run();
    return Number.NaN;
  }
}

function status(field: string): number {
  const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`));
  return Number(line![1]);
}

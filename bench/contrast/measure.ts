import { readFileSync, writeFileSync } from 'node:fs';

/** Median wall time of `repeats` runs after one that is not counted. */
export function medianSeconds(run: () => void, repeats: number): number {
  run();
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(repeats / 2)]!;
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

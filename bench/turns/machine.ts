import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Vector instructions that it has. */
  readonly flags: readonly string[];
  readonly memoryGb: number;
  /** Processes that wanted a core in the last minute, on average. */
  readonly load: number;
}

export function machine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    flags: vectorFlags(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0]!,
  };
}

export function describeMachine({ processor, cores, flags, memoryGb, load }: Machine): string {
  return `${processor}, ${cores} cores (${flags.join(' ')}), ${memoryGb} GB, load ${load.toFixed(2)}`;
}

function vectorFlags(): string[] {
  try {
    const line = readFileSync('/proc/cpuinfo', 'utf8').match(/^(?:flags|Features)\s*:\s*(.*)$/m)?.[1] ?? '';
    return line.split(' ').filter((flag) => /^(avx|fma$|amx|asimd|sve)/.test(flag));
  } catch {
    return []; // not Linux
  }
}

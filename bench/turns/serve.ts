import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { About, Turn } from './contestant.js';

/** Makes what a case needs and returns what is timed. */
export type Prepare = (name: string) => (() => void) | Promise<() => void>;

/** Runs the case that each line of the input names, once, and answers with a line. bench/peer/serve.py is its twin. */
export async function serve(about: About, prepare: Prepare): Promise<void> {
  console.log(JSON.stringify(about));
  const prepared = new Map<string, () => void>();
  for await (const name of createInterface(process.stdin)) {
    if (!prepared.has(name)) prepared.set(name, await prepare(name));
    console.log(JSON.stringify(measure(prepared.get(name)!)));
  }
}

function measure(run: () => void): Turn {
  const before = startPeak();
  const cpu = process.cpuUsage();
  const start = performance.now();
  run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { ms, cpuMs: (user + system) / 1000, peakMb, addedMb: (memory('VmHWM') ?? 0) - before };
}

/** Has the system look for a new peak, and tells where it starts. */
function startPeak(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // not Linux
  }
  return memory('VmRSS') ?? 0;
}

/** Megabytes; nothing where the system does not tell. */
function memory(field: string): number | undefined {
  try {
    const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`));
    return line ? Number(line[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

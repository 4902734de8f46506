import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** One process among all that ever ran: a number alone is given out again. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the kernel's ticks since boot; absent where the system does not tell. */
  readonly began?: string;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, began: beginning(process.pid) };
}

/** Whether a process of this host still runs; undefined for one of another host, which cannot be asked. */
export function isRunning({ host, pid, began }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === undefined || beginning(pid) === began;
}

/** Field 22 of `/proc/<pid>/stat`; the name in field 2 may hold spaces and brackets. */
function beginning(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

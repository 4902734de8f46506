import { readdirSync, readFileSync } from 'node:fs';
import { LAUNCHED_RANK } from '../../../src/cli/launch/launched.js';

/** The process that a launcher started as this rank; undefined where it has not, or the rank is gone. */
export function findRank(launcher: number, rank: number): number | undefined {
  return childrenOf(launcher).find((pid) =>
    read(`/proc/${pid}/environ`).split('\0').includes(`${LAUNCHED_RANK}=${rank}`),
  );
}

/** The ranks that are left of a launcher that is gone, found by the folder of their run among their arguments. */
export function leftOver(run: string): number[] {
  return processes().filter((pid) => {
    const isRank = read(`/proc/${pid}/environ`).includes(`${LAUNCHED_RANK}=`);
    return isRank && read(`/proc/${pid}/cmdline`).split('\0').includes(run);
  });
}

function childrenOf(parent: number): number[] {
  return processes().filter((pid) => {
    const fields = read(`/proc/${pid}/stat`)
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[1]) === parent && fields[0] !== 'Z';
  });
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

/** Empty where the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

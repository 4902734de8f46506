import Table from 'cli-table3';
import type { Quartiles } from './statistics.js';
import type { Standing } from './take-turns.js';

export interface Result {
  readonly case: string;
  readonly target?: string;
  readonly standings: readonly Standing[];
}

/** One table for each case: times, memory, and the first contestant's time by each other's. */
export function print({ case: name, target, standings }: Result): void {
  const head = [
    `${name}${target ? `   [${target}]` : ''}`,
    'ms',
    'processor ms',
    'peak MB',
    '+ MB',
    'time by',
    'processor time by',
  ];
  const colAligns = head.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const table = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  standings.forEach(({ label, version, ms, cpuMs, peakMb, addedMb, ratio }, i) => {
    const ratios = i === 0 ? ['', ''] : [text(ratio.ms, 2), text(ratio.cpuMs, 2)];
    const times = [ms, cpuMs].map((time) => text(time, time[1] < 100 ? 2 : 0));
    table.push([`${label}${version ? ` ${version}` : ''}`, ...times, peakMb.toFixed(0), addedMb.toFixed(0), ...ratios]);
  });
  console.log(table.toString());
}

/** Median (quartiles). */
function text([first, median, third]: Quartiles, digits: number): string {
  return `${median.toFixed(digits)} (${first.toFixed(digits)}-${third.toFixed(digits)})`;
}

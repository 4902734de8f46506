import Table from 'cli-table3';
import type { Failure, Tally } from './harness/tally.js';

/** One row per campaign. */
export function formatTallies(tallies: readonly Tally[]): string {
  const head = ['campaign', 'cases', 'failures', 'slowest case', 'largest memory'];
  const table = new Table({
    head,
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { campaign, cases, failures, slowest, memory } of tallies) {
    table.push([
      campaign,
      cases.toLocaleString('en'),
      failures.length,
      `${(slowest / 1000).toFixed(2)} s`,
      `${Math.round(memory / 2 ** 20)} MiB`,
    ]);
  }
  return table.toString();
}

/** Each failing case with the command that shows it again; those that failed alike are told once. */
export function formatFailures(tallies: readonly Tally[]): string {
  const alike = new Map<string, Failure[]>();
  for (const { campaign, failures } of tallies) {
    for (const failure of failures) {
      const key =
        campaign +
        failure.what
          .replace(/^[^:]*: /, '')
          .replace(/\d+/g, '0')
          .slice(0, 100);
      alike.set(key, [...(alike.get(key) ?? []), failure]);
    }
  }
  const paragraphs = [...alike.values()].map((failures) => {
    const commands = new Set(failures.map(({ reproduce }) => `  ${reproduce}`));
    return [`✘ ${failures[0]!.what.replaceAll('\n', '\n  ')}`, ...commands].join('\n');
  });
  return paragraphs.join('\n');
}

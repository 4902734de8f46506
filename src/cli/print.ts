import Table from 'cli-table3';

/** A table without lines, for terminals and pipes alike. */
export function plainTable(head: readonly string[], aligns: readonly ('left' | 'right')[] = []): Table.Table {
  const chars = ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]);
  return new Table({
    head: [...head],
    colAligns: ['left', ...aligns],
    chars: { ...Object.fromEntries(chars), 'mid-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

/** More nodes than any cluster has: a list is not written out beyond. */
const MOST = 100_000;

/**
 * The hosts of one of Slurm's lists, in its order: `rack[1-2]n[01-03,7],login` names racks 1 and 2 with four nodes each and one
 * more. Numbers keep their leading zeros.
 * @returns undefined where it is no such list
 */
export function expandHostList(text: string): string[] | undefined {
  if (!/^(?:[^[\],\s]|\[[\d,-]+\])+(?:,(?:[^[\],\s]|\[[\d,-]+\])+)*$/.test(text)) return undefined;
  const hosts: string[] = [];
  for (const pattern of text.match(/(?:[^[\],]|\[[^\]]*\])+/g)!) {
    let expanded = [''];
    for (const piece of pattern.match(/\[[^\]]*\]|[^[]+/g)!) {
      const values = piece.startsWith('[') ? expandRanges(piece.slice(1, -1)) : [piece];
      if (!values || expanded.length * values.length > MOST) return undefined;
      expanded = expanded.flatMap((start) => values.map((value) => start + value));
    }
    hosts.push(...expanded);
  }
  return hosts;
}

/** `01-03,7` */
function expandRanges(text: string): string[] | undefined {
  const values: string[] = [];
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (first === undefined || !(count > 0 && count <= MOST)) return undefined;
    for (let i = 0; i < count; i++) values.push(String(Number(first) + i).padStart(first.length, '0'));
  }
  return values;
}

import { relative } from 'node:path';

/** Names for run folders: their paths from here, without the leading folders that all of them share. */
export function runNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => (relative('', path) || path).split(/[\\/]/));
  const shared = (depth: number) =>
    parts.length > 1 && parts.every((names) => names.length > depth + 1 && names[depth] === parts[0]![depth]);
  let depth = 0;
  while (shared(depth)) depth++;
  return parts.map((names) => names.slice(depth).join('/'));
}

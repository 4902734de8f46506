/** Where an option stands: `['losses', 1, 'type']`. */
export type OptionPath = readonly (string | number)[];

/** `losses[1].type`; a key that would read as a path itself stands in quotes: `hooks["a.b"]`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[^.[\]"]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

export function formatPath(path: OptionPath): string {
  return path.reduce<string>(joinPath, '');
}

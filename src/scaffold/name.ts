/** What a component's name becomes in code and as a package. */
export interface PartName {
  /** What a configuration writes as `type`, e.g. `soft-dice`. */
  readonly type: string;
  /** The definition, e.g. `SoftDice`. */
  readonly identifier: string;
  readonly package: string;
}

const PREFIX = 'contraseg-plugin-';

/** Reads a name as somebody may give it: `soft-dice` or `contraseg-plugin-soft-dice`; undefined where it cannot be one. */
export function partName(given: string): PartName | undefined {
  const type = given.startsWith(PREFIX) ? given.slice(PREFIX.length) : given;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type) || type.length > 60) return undefined;
  const words = type.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1));
  return { type, identifier: words.join(''), package: `${PREFIX}${type}` };
}

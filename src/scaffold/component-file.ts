import { readFileSync } from 'node:fs';
import type { Kind } from '../core/interfaces/component-types.js';
import type { PartName } from './name.js';

/** Beside `src` and `dist` in the package. */
const TEMPLATES = new URL('../../../templates/plugin/', import.meta.url);

/** The component of a kind, under its new name. */
export function componentFile(kind: Kind, { type, identifier }: PartName): string {
  return template(kind).replaceAll('my-part', type).replaceAll('MyPart', identifier);
}

/** Whether the name, or one made with it, means something else in the package already, such as `Loss` in a loss. */
export function isTaken(kind: Kind, { type, identifier }: PartName): boolean {
  if (type === 'index') return true; // the plugin's own file
  const code = template(kind).replace(/\/\*.*?\*\/|\/\/[^\n]*|'[^'\n]*'/gs, '');
  const words = code.match(/\b[A-Za-z]\w*/g)!;
  const others = new Set(['definePlugin', ...words.filter((word) => !word.includes('MyPart'))]);
  return words.some((word) => word.includes('MyPart') && others.has(word.replace('MyPart', identifier)));
}

function template(kind: Kind): string {
  return readFileSync(new URL(`${kind}.ts`, TEMPLATES), 'utf8');
}

import { z } from 'zod';
import { alternatives, insideOf } from './schema-walk.js';

/** What a schema of options lacks: by the path of the object or field, `''` for the whole. */
export interface OptionFlaw {
  readonly path: string;
  readonly flaw: 'loose' | 'undescribed';
}

/**
 * Objects that would take a misspelt option in silence, and fields that the reference could say nothing about. Lists and
 * records are looked into as well.
 */
export function optionFlaws(schema: z.ZodType, path = ''): OptionFlaw[] {
  return alternatives(schema).flatMap((inner): OptionFlaw[] => {
    if (inner instanceof z.ZodArray) return optionFlaws(inner.element as z.ZodType, `${path}[]`);
    if (inner instanceof z.ZodRecord) return optionFlaws(inner.valueType as z.ZodType, `${path}.*`);
    if (!(inner instanceof z.ZodObject)) return [];
    const loose = inner.def.catchall instanceof z.ZodNever ? [] : [{ path, flaw: 'loose' } as const];
    const fields = Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
      const at = path ? `${path}.${name}` : name;
      return [...(isDescribed(field) ? [] : [{ path: at, flaw: 'undescribed' } as const]), ...optionFlaws(field, at)];
    });
    return [...loose, ...fields];
  });
}

/** The description may stand before or after `.default()` and its like. */
function isDescribed(field: z.ZodType): boolean {
  return Boolean(field.description) || insideOf(field).some(isDescribed);
}

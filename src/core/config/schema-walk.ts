import { z } from 'zod';

/** The schema under `optional`, `default` and `prefault`. */
export function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

/** The schema of the value at `path`, as far as objects and arrays lead there. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const key of path) {
    const inner: z.ZodType | undefined = at && unwrap(at);
    if (inner instanceof z.ZodObject) at = inner.shape[String(key)] as z.ZodType | undefined;
    else if (inner instanceof z.ZodArray) at = inner.element as z.ZodType;
    else return undefined;
  }
  return at;
}

/** Visits every raw value that stands where a schema holds another component. */
export function visitComponents(
  schema: z.ZodType,
  raw: unknown,
  path: readonly (string | number)[],
  visit: (kind: string, raw: unknown, path: readonly (string | number)[]) => void,
): void {
  if (raw === undefined) return;
  const kind = componentKind(schema);
  const inner = unwrap(schema);
  if (kind) visit(kind, raw, path);
  else if (inner instanceof z.ZodObject && typeof raw === 'object' && raw !== null) {
    for (const [key, field] of Object.entries(inner.shape)) {
      visitComponents(field as z.ZodType, (raw as Record<string, unknown>)[key], [...path, key], visit);
    }
  } else if (inner instanceof z.ZodArray && Array.isArray(raw)) {
    raw.forEach((item, i) => {
      visitComponents(inner.element as z.ZodType, item, [...path, i], visit);
    });
  }
}

/** The kind of component that a field made by `component(kind)` holds. */
export function componentKind(schema: z.ZodType): string | undefined {
  const kind = unwrap(schema).meta()?.component ?? schema.meta()?.component;
  return typeof kind === 'string' ? kind : undefined;
}

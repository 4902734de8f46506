import { z } from 'zod';

/**
 * The schemas that a value may meet under `schema`: the options of unions and intersections, whatever wraps them
 * (`optional`, `default`, `pipe`, …) taken off. A field that holds a component stays whole.
 */
export function alternatives(schema: z.ZodType): z.ZodType[] {
  return componentKind(schema)
    ? [schema]
    : insideOf(schema)
        .flatMap(alternatives)
        .concat(isLeaf(schema) ? schema : []);
}

function isLeaf(schema: z.ZodType): boolean {
  return insideOf(schema).length === 0;
}

/** What a schema that is no value of its own stands for. */
export function insideOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodUnion) return [...schema.options] as z.ZodType[];
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right] as z.ZodType[];
  // A preprocess is a pipe that begins with a transform: what is written meets what comes after.
  if (schema instanceof z.ZodPipe) return [schema.in instanceof z.ZodTransform ? schema.out : schema.in] as z.ZodType[];
  return isWrapper(schema) ? [schema.unwrap() as z.ZodType] : [];
}

function isWrapper(schema: z.ZodType): schema is z.ZodOptional {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodLazy
  );
}

/** The schemas that the value at `path` may meet, as far as objects, records, lists and tuples lead there. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  return path.reduce<z.ZodType[]>(
    (at, key) => at.flatMap(alternatives).flatMap((inner) => childAt(inner, key) ?? []),
    [schema],
  );
}

/** The names of options that objects under these schemas have. */
export function optionNames(schemas: readonly z.ZodType[]): string[] {
  const objects = schemas.flatMap(alternatives).filter((schema) => schema instanceof z.ZodObject);
  return [...new Set(objects.flatMap(({ shape }) => Object.keys(shape)))];
}

function childAt(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<PropertyKey, z.ZodType>;
    return Object.hasOwn(shape, key) ? shape[key] : undefined;
  }
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodTuple) return (schema.def.items[Number(key)] ?? schema.def.rest ?? undefined) as z.ZodType;
  return undefined;
}

/**
 * Visits every raw value that stands where a schema holds another component. Of a union's options those are looked into
 * that take the value; where none does, the union itself is the problem.
 */
export function visitComponents(
  schema: z.ZodType,
  raw: unknown,
  path: readonly (string | number)[],
  visit: (kind: string, raw: unknown, path: readonly (string | number)[]) => void,
): void {
  if (raw === undefined) return;
  const kind = componentKind(schema);
  if (kind) {
    visit(kind, raw, path);
    return;
  }
  const inside = insideOf(schema);
  const chosen =
    schema instanceof z.ZodUnion ? inside.filter((option) => option.safeParse(raw).success).slice(0, 1) : inside;
  for (const inner of chosen) visitComponents(inner, raw, path, visit);
  if (inside.length > 0 || typeof raw !== 'object' || raw === null) return;
  for (const [name, value] of Object.entries(raw)) {
    const key = Array.isArray(raw) ? Number(name) : name;
    const child = childAt(schema, key);
    if (child) visitComponents(child, value, [...path, key], visit);
  }
}

/** The kind of component that a field made by `component(kind)` holds. */
function componentKind(schema: z.ZodType): string | undefined {
  const kind = schema.meta()?.component;
  if (typeof kind === 'string') return kind;
  return isWrapper(schema) ? componentKind(schema.unwrap() as z.ZodType) : undefined;
}

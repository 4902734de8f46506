/** The part of JSON Schema that our options use. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** The values that a field takes, in words, for a cell of a Markdown table. */
export function describeType(schema: JsonSchema): string {
  if (schema.$ref) {
    const kind = schema.$ref.replace('#/$defs/', '');
    return `[${kind}](#${kind})`;
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(describeType).join(' or ');
  if (schema.type === 'array') return `list of ${count(schema)}${schema.items ? describeType(schema.items) : 'any'}`;
  if (typeof schema.additionalProperties === 'object') return `name: ${describeType(schema.additionalProperties)}`;
  return [schema.type ?? 'any', range(schema)].filter(Boolean).join(' ');
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}

function count({ minItems, maxItems }: JsonSchema): string {
  return minItems !== undefined && minItems === maxItems ? `${minItems} × ` : '';
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const limits = [
    ['≥', minimum],
    ['>', exclusiveMinimum],
    ['≤', maximum],
    ['<', exclusiveMaximum],
  ] as const;
  const told = limits.filter(([, limit]) => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER);
  return told.map(([sign, limit]) => `${sign} ${limit}`).join(', ');
}

import { z } from 'zod';
import { KINDS, type Kind } from '../interfaces/component-types.js';
import type { RegisteredComponent } from '../registry/definition.js';
import type { Registry } from '../registry/registry.js';
import { RunConfigSchema } from './schema.js';

type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema of configuration files, with the options of every component in the registry. Nothing is required of a
 * file as such, since it may extend another that says the rest.
 */
export function configJsonSchema(registry: Registry): JsonSchema {
  const { $schema, properties, ...rest } = toJsonSchema(RunConfigSchema);
  const { model, trainer, ...others } = properties as Record<string, JsonSchema>;
  return {
    $schema,
    title: 'contraseg configuration',
    ...rest,
    required: [],
    properties: {
      $schema: { description: 'This schema, for editors; contraseg itself leaves it alone.', type: 'string' },
      extends: {
        description: 'Files to build on, relative to this file or inside a package.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      plugins: {
        description: 'Plugins to load: package names, or paths relative to this file; [name, options] gives options.',
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { type: 'array' }] },
      },
      ...others,
      model: { ...model, required: [] },
      trainer: { ...trainer, required: [] },
    },
    $defs: Object.fromEntries(KINDS.map((kind) => [kind, kindSchema(registry, kind)])),
  };
}

function kindSchema(registry: Registry, kind: Kind): JsonSchema {
  const known = registry.list(kind).map(componentJsonSchema);
  return known.length > 0 ? { oneOf: known } : { not: {} };
}

/** The JSON Schema of one component's entry in a configuration. */
function componentJsonSchema(definition: RegisteredComponent): JsonSchema {
  const { $schema: _, properties, required, ...rest } = toJsonSchema(definition.options);
  return {
    title: definition.name,
    description: definition.description,
    ...rest,
    required: ['type', ...((required as string[] | undefined) ?? [])],
    properties: { type: { const: definition.name }, ...(properties as JsonSchema) },
  };
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const kind = z.globalRegistry.get(zodSchema as unknown as z.ZodType)?.component;
      if (typeof kind !== 'string') return;
      delete jsonSchema.component;
      jsonSchema.$ref = `#/$defs/${kind}`;
    },
  }) as JsonSchema;
}

import { configJsonSchema, readPlugins } from 'contraseg';
import { KINDS, type Kind } from 'contraseg/plugin';
import YAML from 'yaml';
import { z } from 'zod';
import { RunConfigSchema } from '../src/core/config/schema.js';
import type { RegisteredComponent } from '../src/core/registry/definition.js';
import { describeType, type JsonSchema } from './describe-type.js';

const INTRODUCTION = `# Configuration reference

<!-- Written by \`npm run docs\` from the schemas of the components; do not edit. -->

Every key that a configuration may have, and every component that this package brings. \`contraseg config schema my.yaml\`
prints the same as a JSON Schema for editors, with the components of your own plugins.

- Paths are relative to the file that names them; in \`--set\`, to the working directory.
- \`--set losses[1].weight=0.2\` and \`--set losses.1.weight=0.2\` reach into a list, counted from 0; the number after the last item appends one.
- A file that \`extends\` others is merged over them, object by object. Lists replace; another \`type\` replaces the whole
  component; \`null\` removes what was inherited.
- A component is written as \`{ type: <name>, <options> }\`.
`;

/** The configuration reference in Markdown: the builtin components and those of `contraseg/pixel-contrast`. */
export async function configReference(): Promise<string> {
  const { registry } = await readPlugins({ config: { plugins: ['contraseg/pixel-contrast'] } });
  const schema = configJsonSchema(registry);
  const definitions = schema.$defs as Record<Kind, { oneOf?: JsonSchema[] }>;
  const kinds = KINDS.map((kind) => {
    const components = registry.list(kind).map((entry, i) => componentSection(entry, definitions[kind].oneOf![i]!));
    return [`## ${kind}`, ...components].join('\n\n');
  });
  return `${[INTRODUCTION, '## Keys', table(withRequired(schema)), ...kinds].map((part) => part.trim()).join('\n\n')}\n`;
}

/** Nothing is required of a single file, but these keys of what its files come to. */
function withRequired(schema: JsonSchema): JsonSchema {
  const whole = z.toJSONSchema(RunConfigSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const fields = Object.entries(schema.properties!).map(
    ([key, field]) => [key, { ...field, required: whole.properties![key]?.required }] as const,
  );
  return { ...schema, required: whole.required, properties: Object.fromEntries(fields) };
}

function componentSection({ name, owner, description }: RegisteredComponent, schema: JsonSchema): string {
  const { type: _, ...options } = schema.properties!;
  const origin = owner === 'builtin' ? '' : ` Needs \`plugins: [${owner}]\`.`;
  const body = Object.keys(options).length > 0 ? table({ ...schema, properties: options }) : 'No options.';
  return `### \`${name}\`\n\n${description}${origin}\n\n${body}`;
}

function table(schema: JsonSchema): string {
  return ['| option | type | default | |', '|---|---|---|---|', ...rows(schema, '')].join('\n');
}

/** One row per field; the fields of a nested object follow it as `outer.inner`, those of a list's items as `list[].inner`. */
function rows(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const inner = rows(field, `${prefix}${key}.`);
    const items = field.items ? rows(field.items, `${prefix}${key}[].`) : [];
    const required = schema.required?.includes(key) ? 'required' : '';
    const fallback = field.default === undefined || inner.length > 0 ? required : `\`${inline(field.default)}\``;
    const cells = [`\`${prefix}${key}\``, inner.length > 0 ? 'object' : describeType(field), fallback];
    return [`| ${[...cells, (field.description ?? '').replaceAll('|', '\\|')].join(' | ')} |`, ...inner, ...items];
  });
}

function inline(value: unknown): string {
  return YAML.stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}

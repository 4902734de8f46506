import { resolve } from 'node:path';
import type { z } from 'zod';
import { invalidOption, missingOption, unknownOption } from '../errors/config.js';
import type { Problem } from '../errors/index.js';
import { missingPluginLine, missingType, unknownComponent } from '../errors/registry.js';
import type { Kind } from '../interfaces/component-types.js';
import { ComponentBlueprint, isPlainObject, type Registry } from '../registry/registry.js';
import { joinPath, type MergedConfig, originOf } from './layers.js';
import { ComponentReference, PathReference } from './references.js';
import { schemaAt, unwrap, visitComponents } from './schema-walk.js';

type Path = readonly (string | number)[];

/** Components of plugins that ship with contraseg but load only when a config names them. */
export type BundledComponents = ReadonlyMap<string, string>;

/**
 * Checks options against a schema, components and all, and collects every problem instead of stopping at the first.
 * What comes out has blueprints where the schema says `component(…)` and absolute paths where it says `path()`.
 */
export class Validator {
  readonly problems: Problem[] = [];

  constructor(
    private readonly registry: Registry,
    private readonly origins: MergedConfig['origins'],
    private readonly workingDirectory: string,
    private readonly bundled: BundledComponents = new Map(),
  ) {}

  validate<S extends z.ZodType>(schema: S, raw: unknown, path: Path = []): unknown {
    const result = schema.safeParse(raw);
    if (result.success) return this.resolveReferences(result.data, path);
    for (const issue of result.error.issues) this.reportIssue(schema, raw, issue, path);
    visitComponents(schema, raw, path, (kind, spec, at) => {
      this.resolveComponent(kind as Kind, spec, at);
    });
    return undefined;
  }

  private resolveReferences(value: unknown, path: Path): unknown {
    if (value instanceof ComponentReference) return this.resolveComponent(value.kind, value.spec, path);
    if (value instanceof PathReference) return this.resolvePath(value.path, path);
    if (Array.isArray(value)) return value.map((item, i) => this.resolveReferences(item, [...path, i]));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.resolveReferences(item, [...path, key])]),
    );
  }

  private resolvePath(value: string, path: Path): string {
    return resolve(originOf(format(path), this.origins)?.directory ?? this.workingDirectory, value);
  }

  private resolveComponent(kind: Kind, spec: unknown, path: Path): ComponentBlueprint | undefined {
    const known = this.registry.list(kind);
    if (!isPlainObject(spec) || typeof spec.type !== 'string') {
      return this.report(
        path,
        missingType(
          kind,
          spec,
          known.map((definition) => definition.name),
        ),
      );
    }
    const { type, ...options } = spec;
    const definition = this.registry.find(kind, type);
    if (!definition) {
      const plugin = this.bundled.get(`${kind}/${type}`);
      const problem = plugin ? missingPluginLine(kind, type, plugin) : unknownComponent(kind, type, known);
      return this.report([...path, 'type'], problem);
    }
    const validated = this.validate(definition.options, options, path);
    return isPlainObject(validated) ? new ComponentBlueprint(definition, validated, format(path)) : undefined;
  }

  private reportIssue(schema: z.ZodType, raw: unknown, issue: z.core.$ZodIssue, base: Path): void {
    const inner = issue.path as Path;
    const path = [...base, ...inner];
    const found = inner.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], raw);
    const field = schemaAt(schema, inner);
    if (issue.code === 'unrecognized_keys') {
      const shape = field ? (unwrap(field) as z.ZodObject).shape : {};
      for (const key of issue.keys) this.report([...path, key], unknownOption(key, Object.keys(shape)));
    } else if (found === undefined) {
      this.report(path, missingOption(field?.description ?? issue.message));
    } else {
      this.report(path, invalidOption(found, issue.message, field?.description));
    }
  }

  private report(path: Path, problem: Problem): undefined {
    const at = format(path);
    const file = originOf(at, this.origins)?.source;
    this.problems.push({ ...problem, ...(file && { file }), path: at });
    return undefined;
  }
}

function format(path: Path): string {
  return path.reduce<string>(joinPath, '');
}

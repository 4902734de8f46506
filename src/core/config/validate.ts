import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Problem } from '../errors/index.js';
import { missingPluginLine, missingType, unknownComponent } from '../errors/registry.js';
import type { Kind } from '../interfaces/component-types.js';
import { formatPath, type OptionPath } from '../options/option-path.js';
import { optionProblems } from '../options/option-problems.js';
import { isPlainObject } from '../options/plain-object.js';
import { ComponentReference, PathReference } from '../options/references.js';
import { visitComponents } from '../options/schema-walk.js';
import { ComponentBlueprint, type Registry } from '../registry/registry.js';
import { type MergedConfig, originOf } from './layers.js';

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

  validate<S extends z.ZodType>(schema: S, raw: unknown, path: OptionPath = []): unknown {
    const result = schema.safeParse(raw);
    if (result.success) return this.resolveReferences(result.data, path);
    for (const { path: at, problem } of optionProblems(schema, raw, result.error.issues, path))
      this.report(at, problem);
    visitComponents(schema, raw, path, (kind, spec, at) => {
      this.resolveComponent(kind as Kind, spec, at);
    });
    return undefined;
  }

  private resolveReferences(value: unknown, path: OptionPath): unknown {
    if (value instanceof ComponentReference) return this.resolveComponent(value.kind, value.spec, path);
    if (value instanceof PathReference) return this.resolvePath(value.path, path);
    if (Array.isArray(value)) return value.map((item, i) => this.resolveReferences(item, [...path, i]));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.resolveReferences(item, [...path, key])]),
    );
  }

  private resolvePath(value: string, path: OptionPath): string {
    return resolve(originOf(formatPath(path), this.origins)?.directory ?? this.workingDirectory, value);
  }

  private resolveComponent(kind: Kind, spec: unknown, path: OptionPath): ComponentBlueprint | undefined {
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
    return isPlainObject(validated) ? new ComponentBlueprint(definition, validated, formatPath(path)) : undefined;
  }

  private report(path: OptionPath, problem: Problem): undefined {
    const at = formatPath(path);
    const file = originOf(at, this.origins)?.source;
    this.problems.push({ ...problem, ...(file && { file }), path: at });
    return undefined;
  }
}

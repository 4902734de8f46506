import { resolve } from 'node:path';
import { z } from 'zod';
import { invalidOption, missingOption, unknownOption } from '../errors/config.js';
import type { Problem } from '../errors/index.js';
import { missingPluginLine, missingType, unknownComponent } from '../errors/registry.js';
import type { Kind } from '../interfaces/component-types.js';
import { isPlainObject } from '../options/plain-object.js';
import { ComponentReference, PathReference } from '../options/references.js';
import { optionNames, schemasAt, visitComponents } from '../options/schema-walk.js';
import { ComponentBlueprint, type Registry } from '../registry/registry.js';
import { joinPath, type MergedConfig, originOf } from './layers.js';
import { closestBranch, expectation } from './union-issues.js';

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
    const chosen = issue.code === 'invalid_union' ? closestBranch(issue) : undefined;
    if (chosen) {
      const inside = [...base, ...(issue.path as Path)];
      const [schemas, value] = [schemasAt(schema, issue.path), valueAt(raw, issue.path)];
      const union = z.union(schemas.length > 0 ? schemas : [z.unknown()]);
      for (const inner of chosen) this.reportIssue(union, value, inner, inside);
      return;
    }
    const path = [...base, ...(issue.path as Path)];
    const fields = schemasAt(schema, issue.path);
    const found = valueAt(raw, issue.path);
    const description = fields.find((field) => field.description)?.description;
    if (issue.code === 'unrecognized_keys') {
      const allowed = optionNames(fields);
      for (const key of issue.keys) this.report([...path, key], unknownOption(key, allowed));
    } else if (found === undefined) {
      this.report(path, missingOption(description ?? expectation(issue)));
    } else {
      this.report(path, invalidOption(found, expectation(issue), description));
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

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return inside ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }, raw);
}

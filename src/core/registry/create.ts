import { ContrasegError, type Problem } from '../errors/index.js';
import { classesMissing, notBuiltByCreate } from '../errors/registry.js';
import type { ComponentOf, Kind } from '../interfaces/component-types.js';
import { formatPath, type OptionPath } from '../options/option-path.js';
import { optionProblems } from '../options/option-problems.js';
import { isPlainObject } from '../options/plain-object.js';
import { ComponentReference, PathReference } from '../options/references.js';
import { RandomStreams } from '../random/random-streams.js';
import type { ComponentDefinition } from './definition.js';
import { noticeOpened } from './opened.js';
import { RANDOM, type Token } from './tokens.js';

/** Makes a component where no run is. */
export function create<K extends Kind>(
  definition: ComponentDefinition<K>,
  options: unknown = {},
  injected: readonly unknown[] = [],
): ComponentOf<K> {
  const component = definition.component as unknown as new (...given: readonly unknown[]) => ComponentOf<K>;
  const complete = completed(definition, options);
  const made = new component(
    complete,
    ...definition.inject.map((token, i) => injected[i] ?? standIn(token, definition)),
  );
  if (definition.kind === 'memory-bank' || definition.kind === 'loss') noticeOpened(made);
  return made;
}

function standIn(token: Token<unknown>, { kind, name }: ComponentDefinition): unknown {
  if (token === RANDOM) return new RandomStreams(0);
  throw new ContrasegError(classesMissing(kind, name));
}

/** The options as the class receives them: checked, with defaults, the instances that they hold in their places. */
function completed({ name, options: schema }: ComponentDefinition, given: unknown): unknown {
  const problems: Problem[] = [];
  const report = (path: OptionPath, problem: Problem) => {
    problems.push({ ...problem, path: formatPath([name, ...path]) });
  };
  const place = (value: unknown, path: OptionPath): unknown => {
    if (value instanceof PathReference) return value.path;
    if (value instanceof ComponentReference) {
      if (isInstance(value.spec)) return value.spec;
      return report(path, notBuiltByCreate(value.kind, value.spec));
    }
    if (Array.isArray(value)) return value.map((item, i) => place(item, [...path, i]));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, place(item, [...path, key])]));
  };
  const parsed = schema.safeParse(given);
  const result = parsed.success ? place(parsed.data, []) : undefined;
  for (const { path, problem } of optionProblems(schema, given, parsed.error?.issues ?? [])) report(path, problem);
  if (problems.length > 0) throw new ContrasegError(problems);
  return result;
}

/** Neither what a configuration would say nor a definition whose `create` was forgotten. */
function isInstance(spec: unknown): boolean {
  if (typeof spec !== 'object' || spec === null) return false;
  return !(isPlainObject(spec) && ('type' in spec || 'create' in spec));
}

import type { z } from 'zod';
import { ContrasegError } from '../errors/index.js';
import { unlistedParameters } from '../errors/registry.js';
import type { ComponentOf, Kind } from '../interfaces/component-types.js';
import type { Given, Resolved } from '../options/references.js';
import { create } from './create.js';
import type { ComponentDefinition } from './definition.js';
import type { Injected, Token } from './tokens.js';

type Tokens = readonly Token<unknown>[];

/** What an author says about a component of kind `K`. */
export interface Declaration<K extends Kind, S extends z.ZodObject, T extends Tokens, C extends ComponentOf<K>> {
  /** What a config writes as `type`. */
  readonly name: string;
  /** One line for `contraseg plugins` and the config reference. */
  readonly description: string;
  /** A strict zod object; every field with a `.describe()`. */
  readonly options: S;
  /** What the constructor receives after the options, in this order: `[RANDOM]`. */
  readonly inject?: T;
  /** The class; its constructor takes the validated options, and then one parameter per token. */
  readonly component: new (
    options: Resolved<S>,
    ...injected: Injected<T>
  ) => C;
  /** Of a backbone: the published networks of its kind, as options. `contraseg weights inspect` tries a file on each. */
  readonly models?: readonly Given<S>[];
  /** Replaces a component of the same name on purpose. */
  readonly override?: boolean;
}

/** What `create` takes: the options, which may be left out where none is required, and what stands in for the tokens. */
export type CreateArguments<S extends z.ZodObject, T extends Tokens> =
  Record<never, never> extends Given<S>
    ? [options?: Given<S>, ...injected: Partial<Injected<T>>]
    : [options: Given<S>, ...injected: Partial<Injected<T>>];

/** A component that a plugin can register and that anybody can make alone. */
export interface DefinedComponent<K extends Kind, S extends z.ZodObject, T extends Tokens, C extends ComponentOf<K>>
  extends ComponentDefinition<K> {
  readonly options: S;
  readonly component: Declaration<K, S, T, C>['component'];
  /**
   * Makes the component without a registry: `Sgd.create({ momentum: 0.9 })`. Defaults are filled in, components in the
   * options are instances, paths are relative to the working directory. Without streams given for it, RANDOM draws from seed 0.
   * @throws ContrasegError that names every wrong option, or the token that only a run could fill
   */
  create(...given: CreateArguments<S, T>): C;
}

/**
 * Declares a component: `registry.add(Sgd)` makes it known to configurations, `Sgd.create()` makes one alone.
 * @throws ContrasegError where the constructor takes more parameters than `inject` lists
 */
export function defineComponent<
  K extends Kind,
  S extends z.ZodObject,
  C extends ComponentOf<K>,
  const T extends Tokens = readonly [],
>(kind: K, declaration: Declaration<K, S, T, C>): DefinedComponent<K, S, T, C> {
  const definition = { ...declaration, kind, inject: declaration.inject ?? [] };
  const listed = 1 + definition.inject.length;
  if (definition.component.length > listed) {
    throw new ContrasegError(unlistedParameters(kind, definition.name, definition.component.length, listed));
  }
  return {
    ...definition,
    create: (...[options, ...injected]) => create(definition, options, injected) as C,
  };
}

import 'reflect-metadata';
import { type DependencyContainer, container as globalContainer, inject, injectable } from 'tsyringe';
import { ContrasegError } from '../errors/index.js';
import { duplicateComponent, notDefined, openedLate, tokenUnavailable } from '../errors/registry.js';
import { type ComponentOf, KINDS, type Kind } from '../interfaces/component-types.js';
import { isDisposable } from '../interfaces/stateful.js';
import { checkOptions } from '../options/check-options.js';
import { isPlainObject } from '../options/plain-object.js';
import type { ComponentDefinition, RegisteredComponent } from './definition.js';
import { attributed, guardComponent, type Named } from './guard.js';
import { noticeOpened } from './opened.js';
import { OPTIONS, RANDOM, type Token } from './tokens.js';

/** A component named by a config, looked up and validated, not yet built. */
export class ComponentBlueprint<K extends Kind = Kind> {
  constructor(
    readonly definition: RegisteredComponent<K>,
    /** Validated options; nested components are blueprints, paths are absolute. */
    readonly options: Readonly<Record<string, unknown>>,
    /** Where the config names it, e.g. `losses[1]`; what its random streams are scoped by. */
    readonly path?: string,
  ) {}

  get type(): string {
    return this.definition.name;
  }
}

/**
 * The components of one run, on a tsyringe child container of its own: two runs in one process share nothing.
 * Disposing it disposes every component it built, last built first.
 */
export class Registry {
  private readonly container: DependencyContainer = globalContainer.createChildContainer();
  private readonly definitions = new Map<string, RegisteredComponent>();
  private readonly built: object[] = [];
  private lossesSetUp = false;

  /** Adds a component on behalf of a plugin. */
  add(owner: string, definition: ComponentDefinition): void {
    if (!KINDS.includes(definition?.kind)) throw new ContrasegError(notDefined(owner, definition));
    const { kind, name, options, component, override } = definition;
    checkOptions(options, `the ${kind} "${name}" of ${owner}`);
    const key = `${kind}/${name}`;
    const existing = this.definitions.get(key);
    if (existing && !override) throw new ContrasegError(duplicateComponent(kind, name, owner, existing.owner));
    decorate(component, [OPTIONS, ...definition.inject]);
    this.definitions.set(key, { ...definition, owner });
  }

  find<K extends Kind>(kind: K, name: string): RegisteredComponent<K> | undefined {
    return this.definitions.get(`${kind}/${name}`) as RegisteredComponent<K> | undefined;
  }

  /** Every component of a kind, or of all kinds, in the order of registration. */
  list(kind?: Kind): RegisteredComponent[] {
    return [...this.definitions.values()].filter((definition) => kind === undefined || definition.kind === kind);
  }

  /** Makes a value injectable into the components of this run. */
  provide<T>(token: Token<T>, value: T): void {
    this.container.registerInstance(token, value);
  }

  /** Takes over something made elsewhere: it is disposed with the run. */
  own<T extends object>(instance: T): T {
    this.built.push(instance);
    return instance;
  }

  /** A value that was provided. */
  get<T>(token: Token<T>): T {
    return this.container.resolve(token);
  }

  /** Builds a component and, before it, every component that its options name. */
  build<K extends Kind>(blueprint: ComponentBlueprint<K>): ComponentOf<K> {
    const { definition, path } = blueprint;
    const named = { kind: definition.kind, name: definition.name, owner: definition.owner, path };
    const scope = this.container.createChildContainer();
    scope.registerInstance(OPTIONS, this.buildNested(blueprint.options));
    if (path && this.container.isRegistered(RANDOM)) {
      scope.registerInstance(RANDOM, this.get(RANDOM).scoped(path));
    }
    let instance: ComponentOf<K>;
    try {
      instance = scope.resolve(definition.component as unknown as new () => ComponentOf<K>);
    } catch (error) {
      throw notBuilt(named, error);
    }
    if (definition.kind === 'memory-bank' || definition.kind === 'loss') {
      noticeOpened(instance, () => {
        if (this.lossesSetUp) throw new ContrasegError(openedLate(named));
      });
    }
    guardComponent(named, instance);
    return this.own(instance);
  }

  /** Refuses from now on what losses would open outside of their setup: the parts of checkpoints are known. */
  closeLosses(): void {
    this.lossesSetUp = true;
  }

  /** Disposes everything that was built and holds tensors. */
  dispose(): void {
    for (const instance of this.built.splice(0).reverse()) {
      if (isDisposable(instance)) instance.dispose();
    }
  }

  private buildNested(value: unknown): unknown {
    if (value instanceof ComponentBlueprint) return this.build(value);
    if (Array.isArray(value)) return value.map((item) => this.buildNested(item));
    if (isPlainObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.buildNested(item)]));
    }
    return value;
  }
}

function notBuilt(named: Named, error: unknown): ContrasegError {
  const { kind, name, owner, path } = named;
  const message = error instanceof Error ? error.message : '';
  if (!message.includes('unregistered dependency token')) return attributed(named, 'its constructor', error);
  const reason = message.split('\n').at(-1)!.trim();
  return new ContrasegError(
    { ...(path && { path }), ...tokenUnavailable(kind, name, owner, reason) },
    { cause: error },
  );
}

/** Tells tsyringe what the constructor's parameters receive, as its decorators `@injectable()` and `@inject(TOKEN)` would. */
function decorate(component: ComponentDefinition['component'], tokens: readonly Token<unknown>[]): void {
  for (const [parameter, token] of tokens.entries()) inject(token)(component, undefined, parameter);
  injectable()(component as unknown as new (...dependencies: unknown[]) => object);
}

import { ContrasegError } from '../errors/index.js';
import { componentFailed } from '../errors/registry.js';
import type { ComponentOf, Kind } from '../interfaces/component-types.js';
import type { DatasetSplit } from '../interfaces/dataset.js';
import type { RegisteredComponent } from './definition.js';

/** What the framework calls on a component of each kind; `loadState` is not here, because checkpoints report its errors. */
const METHODS: { readonly [K in Kind]: readonly (keyof ComponentOf<K>)[] } = {
  backbone: ['prepare', 'build'],
  head: ['build'],
  loss: ['setup', 'compute', 'afterStep', 'afterEpoch', 'metrics'],
  'memory-bank': ['allocate', 'count', 'blocks', 'choose', 'push', 'afterEpoch'],
  'anchor-sampler': ['sample'],
  'example-sampler': ['plan'],
  dataset: ['prepare', 'split', 'check'],
  transform: ['apply'],
  optimizer: ['setup', 'step'],
  schedule: ['factor'],
  metric: ['compute'],
  hook: ['beforeTrain', 'afterStep', 'afterEvaluate', 'afterCheckpoint', 'afterTrain'],
};

const SPLIT_METHODS: readonly (keyof DatasetSplit)[] = ['id', 'file', 'sample', 'label'];

type Method = (...args: unknown[]) => unknown;

/** A component as errors name it. */
export type Named = Pick<RegisteredComponent, 'kind' | 'name' | 'owner'> & { readonly path?: string };

/**
 * Lets whatever a component throws at run time say which component it was: kind, name, plugin, place in the configuration
 * and method, with the original error as cause. What is a ContrasegError already passes.
 */
export function guardComponent(named: Named, component: object): void {
  const guarded = new WeakSet<object>();
  const guard = (object: object, methods: readonly string[], then: (result: object) => void = () => {}) => {
    if (guarded.has(object) || !Object.isExtensible(object)) return;
    guarded.add(object);
    for (const name of methods) {
      const method = (object as Readonly<Record<string, unknown>>)[name];
      if (typeof method !== 'function') continue;
      const value = attributing(named, name, method as Method, then);
      Object.defineProperty(object, name, { value, configurable: true, writable: true });
    }
  };
  guard(component, METHODS[named.kind], (result) => {
    if (named.kind === 'dataset' && 'sample' in result) guard(result, SPLIT_METHODS);
  });
}

function attributing(named: Named, name: string, method: Method, then: (result: object) => void): Method {
  return function (this: unknown, ...args) {
    const fail = (error: unknown): never => {
      throw attributed(named, `${name}(${brief(args[0])})`, error);
    };
    try {
      const result = method.apply(this, args);
      if (result instanceof Promise) return result.catch(fail);
      if (typeof result === 'object' && result !== null) then(result);
      return result;
    } catch (error) {
      return fail(error);
    }
  };
}

/** @param call what was called, e.g. `compute()` or `its constructor` */
export function attributed(named: Named, call: string, error: unknown): ContrasegError {
  if (error instanceof ContrasegError) return error;
  return new ContrasegError(componentFailed(named, call, error), { cause: error });
}

/** The first argument as far as it says which sample, split or step it was about. */
function brief(given: unknown): string {
  if (typeof given === 'string' || typeof given === 'number') return JSON.stringify(given);
  const id = typeof given === 'object' && given !== null && 'id' in given ? given.id : undefined;
  return typeof id === 'string' ? JSON.stringify(id) : '';
}

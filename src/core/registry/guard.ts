import { ContrasegError } from '../errors/index.js';
import { componentFailed } from '../errors/registry.js';
import type { Backbone, PreparedBackbone } from '../interfaces/backbone.js';
import type { Kind } from '../interfaces/component-types.js';
import type { Dataset, DatasetSplit, OpenDataset } from '../interfaces/dataset.js';
import type { Figure } from '../interfaces/figure.js';
import type { Head } from '../interfaces/head.js';
import type { Hook } from '../interfaces/hook.js';
import type { Loss, LossTerm } from '../interfaces/loss.js';
import type { MemoryBank, OpenBank } from '../interfaces/memory-bank.js';
import type { Metric } from '../interfaces/metric.js';
import type { Optimizer, Updater } from '../interfaces/optimizer.js';
import type { AnchorSampler, ExampleSampler } from '../interfaces/sampler.js';
import type { Schedule } from '../interfaces/schedule.js';
import type { Transform } from '../interfaces/transform.js';
import type { RegisteredComponent } from './definition.js';

/** What is called on an object: its methods, each with what is called on their results in turn; or records of such objects. */
interface Calls {
  readonly [name: string]: Calls;
}

const on = <T>(calls: { readonly [M in keyof T]?: Calls }): Calls => calls as Calls;

/** What the framework calls on a component of each kind; `loadState` is not here, because checkpoints report its errors. */
const CALLS: Readonly<Record<Kind, Calls>> = {
  backbone: on<Backbone>({ prepare: on<PreparedBackbone>({ build: {} }) }),
  head: on<Head>({ build: {} }),
  loss: on<Loss>({
    setup: on<LossTerm>({ compute: {}, afterStep: {}, afterEpoch: {}, figures: on<Figure>({ value: {} }) }),
  }),
  'memory-bank': on<MemoryBank>({
    allocate: on<OpenBank>({ count: {}, blocks: {}, choose: {}, push: {}, afterEpoch: {} }),
  }),
  'anchor-sampler': on<AnchorSampler>({ sample: {} }),
  'example-sampler': on<ExampleSampler>({ plan: {} }),
  dataset: on<Dataset>({
    open: on<OpenDataset>({ split: on<DatasetSplit>({ id: {}, file: {}, sample: {}, label: {} }), check: {} }),
  }),
  transform: on<Transform>({ apply: {} }),
  optimizer: on<Optimizer>({ setup: on<Updater>({ step: {} }) }),
  schedule: on<Schedule>({ factor: {} }),
  metric: on<Metric>({ readImage: {}, compute: {} }),
  hook: on<Hook>({
    beforeTrain: {},
    afterStep: {},
    afterEpoch: {},
    afterEvaluate: {},
    afterCheckpoint: {},
    afterTrain: {},
  }),
};

/** What a function is called as that stands for an object with one method, as a loss's `setup` may return. */
const ONLY_METHOD = 'compute';

type Method = (...args: unknown[]) => unknown;

/** A component as errors name it. */
export type Named = Pick<RegisteredComponent, 'kind' | 'name' | 'owner'> & { readonly path?: string };

/**
 * Lets whatever a component throws at run time say which component it was: kind, name, plugin, place in the configuration
 * and method, with the original error as cause. What is a ContrasegError already passes.
 */
export function guardComponent(named: Named, component: object): void {
  const guarded = new WeakSet<object>();
  const guard = (object: object, calls: Calls): void => {
    if (guarded.has(object) || !Object.isExtensible(object)) return;
    guarded.add(object);
    for (const [name, inner] of Object.entries(calls)) {
      const member = (object as Readonly<Record<string, unknown>>)[name];
      if (typeof member === 'function') {
        const value = attributing(named, name, member as Method, (result) => guardResult(result, inner));
        Object.defineProperty(object, name, { value, configurable: true, writable: true });
      } else if (isObject(member)) {
        for (const entry of Object.values(member)) if (isObject(entry)) guard(entry, inner);
      }
    }
  };
  const guardResult = (result: unknown, calls: Calls): unknown => {
    if (typeof result === 'function' && ONLY_METHOD in calls) {
      return attributing(named, ONLY_METHOD, result as Method, (inner) => inner);
    }
    if (isObject(result)) guard(result, calls);
    return result;
  };
  guard(component, CALLS[named.kind]);
}

/** @param pass what becomes of a result on its way to the caller */
function attributing(named: Named, name: string, method: Method, pass: (result: unknown) => unknown): Method {
  return function (this: unknown, ...args) {
    const fail = (error: unknown): never => {
      throw attributed(named, `${name}(${brief(args[0])})`, error);
    };
    try {
      const result = method.apply(this, args);
      return result instanceof Promise ? result.then(pass, fail) : pass(result);
    } catch (error) {
      return fail(error);
    }
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
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

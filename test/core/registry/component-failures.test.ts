import test from 'ava';
import { z } from 'zod';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { component } from '../../../src/core/options/references.js';
import { decorate, OPTIONS } from '../../../src/core/registry/injection.js';
import { ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';

const boom = new Error('boom');
const own = new ContrasegError({ code: 'CONTRASEG_MINE', message: 'no such file.' });

/** The component of a class, as a configuration with it at `hooks[1]` would build it. */
function build<T extends object>(kind: 'hook' | 'dataset' | 'loss', use: new (options: never) => T, inner?: object): T {
  const registry = new Registry();
  const options = z.strictObject({ inner: component('schedule').optional().describe('Another.') });
  const definition = { name: 'mine', description: 'd', options, component: decorate(use as never, OPTIONS) };
  registry.add('my-plugin', kind, definition as never);
  return registry.build(new ComponentBlueprint(registry.find(kind, 'mine')!, { inner }, 'hooks[1]')) as unknown as T;
}

function thrown(error: unknown): { message: string; path?: string; cause: unknown } {
  if (!(error instanceof ContrasegError)) throw error;
  const [problem] = error.problems;
  return { message: problem!.message, path: problem!.path, cause: error.cause };
}

test('what a constructor or a method throws names kind, component, plugin, place and call', (t) => {
  class Broken {
    constructor() {
      throw boom;
    }
  }
  t.deepEqual(thrown(t.throws(() => build('hook', Broken))), {
    message: 'the hook "mine" of my-plugin threw in its constructor: boom',
    path: 'hooks[1]',
    cause: boom,
  });
  class Failing {
    #secret = 'boom';
    compute(): void {
      throw new Error(this.#secret);
    }
  }
  const { message, path, cause } = thrown(t.throws(() => build('loss', Failing).compute()));
  t.is(message, 'the loss "mine" of my-plugin threw in compute(): boom');
  t.is(path, 'hooks[1]');
  t.regex((cause as Error).stack!, /at .*compute .*component-failures/);
});

test('a rejected promise is named too, with the sample that was asked for', async (t) => {
  class Stripes {
    readonly splits = { sample: () => Promise.reject(boom), label: async () => 3 };
    split() {
      return this.splits;
    }
  }
  const dataset = build('dataset', Stripes);
  const split = dataset.split() as { sample(index: number): Promise<never>; label(): Promise<number> };
  t.is(dataset.split(), split as never);
  t.is(await split.label(), 3);
  const { message } = thrown(await t.throwsAsync(split.sample(7)));
  t.is(message, 'the dataset "mine" of my-plugin threw in sample(7): boom');
});

test('an error that is clear already passes as it is, and so do results, arguments and `this`', async (t) => {
  class Hook {
    calls: unknown[] = [];
    afterStep(...args: unknown[]): Hook {
      this.calls.push(...args);
      return this;
    }
    async afterEvaluate(): Promise<void> {
      throw own;
    }
  }
  const hook = build('hook', Hook);
  t.is(hook.afterStep(1, 'two'), hook);
  t.deepEqual(hook.calls, [1, 'two']);
  t.is(await t.throwsAsync(hook.afterEvaluate()), own);
});

test('what has no Error and no words is named as well', (t) => {
  class Odd {
    compute(): void {
      throw undefined;
    }
  }
  t.is(
    thrown(t.throws(() => build('loss', Odd).compute())).message,
    'the loss "mine" of my-plugin threw in compute(): nothing',
  );
});

import test from 'ava';
import { z } from 'zod';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Kind } from '../../../src/core/interfaces/component-types.js';
import { component } from '../../../src/core/options/references.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';

const boom = new Error('boom');
const own = new ContrasegError({ code: 'CONTRASEG_MINE', message: 'no such file.' });

/** The component of a class, as a configuration with it at `hooks[1]` would build it. */
function build<T extends object>(kind: Kind, use: new (options: never) => T, inner?: object): T {
  const registry = new Registry();
  const options = z.strictObject({ inner: component('schedule').optional().describe('Another.') });
  registry.add(
    'my-plugin',
    defineComponent(kind, { name: 'mine', description: 'd', options, component: use as never }),
  );
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
    setup(): void {
      throw new Error(this.#secret);
    }
  }
  const { message, path, cause } = thrown(t.throws(() => build('loss', Failing).setup()));
  t.is(message, 'the loss "mine" of my-plugin threw in setup(): boom');
  t.is(path, 'hooks[1]');
  t.regex((cause as Error).stack!, /at .*setup .*component-failures/);
});

test('a rejected promise is named too, with the sample that was asked for', async (t) => {
  const split = { sample: (_index: number) => Promise.reject(boom), label: async () => 3 };
  class Stripes {
    async open() {
      return { split: () => split };
    }
  }
  const dataset = await build('dataset', Stripes).open();
  t.is(dataset.split(), split);
  t.is(await split.label(), 3);
  const { message } = thrown(await t.throwsAsync(split.sample(7)));
  t.is(message, 'the dataset "mine" of my-plugin threw in sample(7): boom');
});

test('what lives is named as the component that it came from: an updater, an open data set, a prepared backbone', async (t) => {
  const broken = () => {
    throw boom;
  };
  class Lives {
    setup() {
      return { step: broken };
    }
    async open() {
      return { split: broken, check: () => Promise.reject(boom) };
    }
    async prepare() {
      return { build: broken };
    }
  }
  const failure = (kind: string, call: string) => ({
    message: `the ${kind} "mine" of my-plugin threw in ${call}: boom`,
    path: 'hooks[1]',
    cause: boom,
  });
  t.deepEqual(thrown(t.throws(build('optimizer', Lives).setup().step)), failure('optimizer', 'step()'));
  const dataset = await build('dataset', Lives).open();
  t.deepEqual(thrown(t.throws(dataset.split)), failure('dataset', 'split()'));
  t.deepEqual(thrown(await t.throwsAsync(dataset.check())), failure('dataset', 'check()'));
  t.deepEqual(thrown(t.throws((await build('backbone', Lives).prepare()).build)), failure('backbone', 'build()'));
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
    setup(): void {
      throw undefined;
    }
  }
  t.is(
    thrown(t.throws(() => build('loss', Odd).setup())).message,
    'the loss "mine" of my-plugin threw in setup(): nothing',
  );
});

test('what a component returns that lives on names it too: a term, its figures, a function, an open bank', (t) => {
  const fails = () => {
    throw boom;
  };
  class Term {
    readonly figures = { odd: { kind: 'value', value: fails } };
    readonly #loss = 3;
    compute = () => this.#loss;
    afterEpoch = fails;
  }
  class Living {
    setup = () => new Term();
  }
  class Stateless {
    setup = () => fails;
  }
  class Bank {
    allocate = () => ({ push: fails, blocks: () => [] });
  }
  const living = build('loss', Living);
  const [term, other] = [living.setup(), living.setup()];
  const bank = build('memory-bank', Bank).allocate();
  t.is(term.compute(), 3);
  t.deepEqual(bank.blocks(), []);
  const calls: [call: () => void, said: string][] = [
    [() => term.afterEpoch(), 'the loss "mine" of my-plugin threw in afterEpoch(): boom'],
    [() => other.figures.odd.value(), 'the loss "mine" of my-plugin threw in value(): boom'],
    [() => build('loss', Stateless).setup()(), 'the loss "mine" of my-plugin threw in compute(): boom'],
    [() => bank.push(), 'the memory-bank "mine" of my-plugin threw in push(): boom'],
  ];
  for (const [call, said] of calls)
    t.deepEqual(thrown(t.throws(call)), { message: said, path: 'hooks[1]', cause: boom });
});

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { z } from 'zod';
import type { Loss, LossContext, LossTerm } from '../../../src/core/interfaces/loss.js';
import type { OpenBank } from '../../../src/core/interfaces/memory-bank.js';
import type { ComponentState } from '../../../src/core/interfaces/stateful.js';
import { component } from '../../../src/core/options/references.js';
import { defineComponent } from '../../../src/core/registry/define-component.js';
import { ComponentBlueprint, Registry } from '../../../src/core/registry/registry.js';
import { setUpLoss } from '../../../src/core/training/named-losses.js';
import { PixelBank, RegionBank } from '../../../src/plugins/pixel-contrast/index.js';
import { useEngine } from '../../helpers/engines.js';

test.before(() => useEngine('cpu'));

const context: LossContext = {
  classCount: 2,
  ignoreIndex: 255,
  features: {},
  totalIterations: 4,
  iterationsPerEpoch: 2,
  trainingImages: 3,
};

/** A loss that opens two banks, pushes into them and thinks of no checkpoint. */
function forgetful(more: Partial<LossTerm> = {}) {
  const banks: OpenBank[] = [];
  const loss: Loss = {
    weight: 1,
    setup() {
      for (const bank of [PixelBank.create({ capacity: 3 }), RegionBank.create({ capacity: 2 })]) {
        banks.push(bank.allocate({ classCount: 2, dimension: 2, trainingImages: 3 }));
      }
      return { ...more, compute: ({ logits }) => logits.mean() };
    },
  };
  return { ...setUpLoss('forgetful', loss, context), banks };
}

function push(banks: readonly OpenBank[]): void {
  const groups = [{ image: 0, classId: 1, pixels: Int32Array.of(4, 7) }];
  for (const bank of banks) bank.push({ groups, embeddings: tf.tensor2d([0, 1, 1, 0], [2, 2]) });
}

test('the banks that a loss opens are saved although it saves nothing, under their numbers', (t) => {
  const { banks, state } = forgetful();
  push(banks);
  const { tensors, values } = state!.saveState();
  t.deepEqual(Object.keys(tensors!), ['0/1/0', '1/1/0']);
  t.deepEqual(Object.keys(values!), ['0', '1']);
  const other = forgetful();
  other.state!.loadState({ tensors, values });
  t.deepEqual([...other.banks[0]!.blocks(1)[0]!.dataSync()], [0, 1, 1, 0]);
  t.deepEqual(
    other.banks.map((bank) => [bank.count(0), bank.count(1)]),
    [
      [0, 2],
      [0, 1],
    ],
  );
});

test('a state of its own stands beside that of its banks, and each gets back what it gave', (t) => {
  const given: ComponentState[] = [];
  const own = { tensors: { mean: tf.scalar(4) }, values: { steps: 7 } };
  const stateful = { saveState: () => own, loadState: (state: ComponentState) => void given.push(state) };
  const { banks, state } = forgetful(stateful);
  push(banks);
  const saved = state!.saveState();
  t.deepEqual(Object.keys(saved.tensors!).sort(), ['0/1/0', '1/1/0', 'mean']);
  forgetful(stateful).state!.loadState(saved);
  t.deepEqual(given, [own]);
});

test('a loss whose own state would be taken for that of a bank is told', (t) => {
  const { state } = forgetful({ saveState: () => ({ values: { '1': 2 } }), loadState: () => undefined });
  t.throws(() => state!.saveState(), {
    message: /names "1"; names that begin with a number are those of its banks and inner losses/,
  });
});

test('the state of a loss within a loss is saved although the outer one saves nothing, and its own is no part of it', (t) => {
  const inner = { total: 1 };
  class Counting implements Loss {
    readonly weight = 1;
    setup(): LossTerm {
      return {
        compute: ({ logits }) => logits.mean(),
        saveState: () => ({ values: { total: inner.total } }),
        loadState: ({ values }) => void Object.assign(inner, values),
      };
    }
  }
  class Outer implements Loss {
    readonly weight = 1;
    constructor(private readonly options: { readonly inner: Loss }) {}
    setup(given: LossContext): LossTerm {
      const { compute } = this.options.inner.setup(given) as LossTerm;
      return { compute, saveState: () => ({ values: { own: 5 } }), loadState: () => undefined };
    }
  }
  const one = { name: 'one', description: 'd', options: z.strictObject({}), component: Counting };
  const options = z.strictObject({ inner: component('loss').describe('Another.') });
  const outer = defineComponent('loss', { name: 'outer', description: 'd', options, component: Outer });
  const { state } = setUpLoss('outer', outer.create({ inner: defineComponent('loss', one).create() }), context);
  t.deepEqual(state!.saveState().values, { own: 5, 0: { total: 1 } });
  state!.loadState({ values: { own: 5, 0: { total: 9 } } });
  t.is(inner.total, 9);
});

test('banks that are opened before or after a setup are nobody else’s', (t) => {
  const open = () => PixelBank.create().allocate({ classCount: 2, dimension: 2, trainingImages: 3 });
  open();
  const plain = setUpLoss('plain', { weight: 1, setup: () => ({ compute: ({ logits }) => logits.mean() }) }, context);
  open();
  t.is(plain.state, undefined);
  t.is(forgetful().banks.length, 2);
});

test('a bank of a run that is opened after the setup is refused: no checkpoint would hold it', (t) => {
  const registry = new Registry();
  registry.add('pixel-contrast', PixelBank);
  const blueprint = new ComponentBlueprint(registry.find('memory-bank', 'pixel-bank')!, {}, 'losses[1].memory[0]');
  const bank = registry.build(blueprint);
  const open = () => bank.allocate({ classCount: 2, dimension: 2, trainingImages: 3 });
  const lazy = setUpLoss('lazy', { weight: 1, setup: () => ({ compute: () => tf.scalar(open().capacity) }) }, context);
  t.notThrows(open, 'nothing says yet which parts a checkpoint has');
  registry.closeLosses();
  t.throws(() => lazy.term.compute({} as never), {
    code: 'CONTRASEG_OPENED_LATE',
    message: /losses\[1\]\.memory\[0\].*after the setup of the loss/,
  });
  const early: Loss = { weight: 1, setup: () => open() && { compute: ({ logits }) => logits.mean() } };
  t.truthy(setUpLoss('early', early, context).state);
});

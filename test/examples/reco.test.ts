import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { selectEngine, train } from 'contraseg';
import { type DefinedComponent, type Loss, RandomStream } from 'contraseg/plugin';
import { testLoss } from 'contraseg/testing';
import type { z } from 'zod';
import { TINY_CONFIG } from '../helpers/config.js';
import { exampleModule } from '../helpers/example.js';
import { contents, interruptedAfter } from '../helpers/run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

interface Graph {
  classMeans(embeddings: Float32Array, keys: readonly number[][], dim: number): (Float32Array | undefined)[];
  negativeShares(means: readonly (Float32Array | undefined)[], c: number, temperature: number): number[] | undefined;
  drawNegatives(keys: readonly number[][], shares: readonly number[], count: number, random: RandomStream): number[];
}

test.serial('reco conforms to what a loss promises', async (t) => {
  await selectEngine('auto');
  const { Reco } = (await import(pathToFileURL(exampleModule(t, 'reco')).href)) as {
    Reco: DefinedComponent<'loss', z.ZodObject, [], Loss>;
  };
  const options = { dim: 8, queries: 6, keys: 9, negatives: 12, sureAbove: 0.3 };
  await t.notThrowsAsync(testLoss(() => Reco.create(options)));
});

test.serial('reco trains with its teacher, and a run that was interrupted goes on bit for bit', async (t) => {
  const folder = temporaryFolder(t);
  const reco = { type: 'reco', dim: 8, queries: 8, keys: 16, negatives: 16, teacher: 0.9, sureAbove: 0.2 };
  const config = {
    ...TINY_CONFIG,
    engine: 'wasm',
    plugins: [exampleModule(t, 'reco')],
    losses: [...TINY_CONFIG.losses, reco],
    trainer: { ...TINY_CONFIG.trainer, ema: 0.9 },
  };
  const parts: number[] = [];
  const hooks = [{ afterStep: ({ parts: { reco } }: { parts: Record<string, number> }) => void parts.push(reco!) }];
  await train({ config, out: join(folder, 'whole'), hooks });
  t.true(parts.length === 4 && parts.every((value) => value > 0), `${parts}`);
  await interruptedAfter(2, { config, out: join(folder, 'parts') });
  await train({ out: join(folder, 'parts'), mode: 'resume' });
  const whole = await contents(join(folder, 'whole'));
  t.deepEqual(await contents(join(folder, 'parts')), whole);
  t.true(Object.keys(whole.tensors).some((name) => name.startsWith('average.0.9/')));
});

test('the class graph takes most negatives from the class that looks most alike', async (t) => {
  const graph = (await import(pathToFileURL(join(exampleModule(t, 'reco'), '../class-graph.js')).href)) as Graph;
  // Class 1 points nearly where class 0 does, class 2 the other way, class 3 has no keys.
  const rows = Float32Array.of(1, 0, 0.8, 0.6, -1, 0, -1, 0);
  const keys = [[0], [1], [2, 3], []];
  const means = graph.classMeans(rows, keys, 2);
  t.is(means[3], undefined);
  const shares = graph.negativeShares(means, 0, 0.5)!;
  const [near, far] = [Math.exp(0.8 / 0.5), Math.exp(-1 / 0.5)];
  t.true(Math.abs(shares[1]! - near / (near + far)) < 1e-6);
  t.deepEqual([shares[0], shares[3]], [0, 0]);
  const drawn = graph.drawNegatives(keys, shares, 4000, RandomStream.fromSeed(1));
  t.deepEqual([...new Set(drawn)].sort(), [1, 2, 3]);
  t.true(Math.abs(drawn.filter((row) => row === 1).length / 4000 - shares[1]!) < 0.02);
  t.is(graph.negativeShares([means[0], undefined], 0, 0.5), undefined, 'no other class has keys');
});

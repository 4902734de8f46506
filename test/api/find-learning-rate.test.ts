import test from 'ava';
import { findLearningRate, steepest } from '../../src/api/find-learning-rate.js';
import { drawRangeTest } from '../../src/report/draw/range-test.js';
import { TINY_CONFIG } from '../helpers/config.js';

test('the rate is suggested where the loss falls fastest per decade', (t) => {
  const rates = Array.from({ length: 101 }, (_, i) => 10 ** (-4 + i / 20));
  const falling = rates.map((learningRate) => {
    const smoothed = 2 - Math.tanh(3 * Math.log10(learningRate / 0.01)); // steepest at 0.01
    return { learningRate, loss: smoothed, smoothed };
  });
  t.true(Math.abs(Math.log10(steepest(falling)! / 0.01)) < 0.06);
  t.is(steepest(falling.map((point, i) => ({ ...point, smoothed: i }))), undefined, 'a loss that only rises has none');
});

test.serial('the test raises the rate step by step, ends where the loss diverges, and can be drawn', async (t) => {
  const source = { config: { ...TINY_CONFIG, engine: 'wasm' }, set: ['optimizer.learningRate=10'] };
  const done: number[] = [];
  const { points, configured, suggested } = await findLearningRate({
    ...source,
    steps: 30,
    onStep: (i) => done.push(i),
  });
  t.deepEqual(configured, { backbone: 10, head: 10 });
  t.is(points[0]!.learningRate, 0.01);
  t.true(points.every(({ learningRate }, i) => i === 0 || learningRate > points[i - 1]!.learningRate));
  t.true(points.every(({ loss }) => Number.isFinite(loss)));
  t.true(points.length < 30, `it went on to ${points.at(-1)!.learningRate}`);
  t.deepEqual(
    done,
    points.map((_, i) => i + 1),
  );
  const svg = drawRangeTest(points, suggested);
  t.regex(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  t.notRegex(svg, /NaN/);
});

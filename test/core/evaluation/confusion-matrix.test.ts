import test from 'ava';
import fc from 'fast-check';
import { ConfusionMatrix, classCounts } from '../../../src/core/evaluation/confusion-matrix.js';

const pixels = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 3, 255), fc.integer({ min: 0, max: 3 })), { maxLength: 60 });

test('every labelled pixel is counted once, in the cell of its truth and its prediction', (t) => {
  fc.assert(
    fc.property(pixels, (pairs) => {
      const matrix = new ConfusionMatrix(4);
      matrix.add(
        pairs.map(([truth]) => truth),
        pairs.map(([, predicted]) => predicted),
        255,
      );
      for (let truth = 0; truth < 4; truth++) {
        for (let predicted = 0; predicted < 4; predicted++) {
          const naive = pairs.filter(([a, b]) => a === truth && b === predicted).length;
          if (matrix.counts[truth * 4 + predicted] !== naive) return false;
        }
      }
      const { truth, predicted, hit } = classCounts(matrix);
      const labelled = pairs.filter(([a]) => a !== 255);
      return [0, 1, 2, 3].every(
        (c) =>
          truth[c] === labelled.filter(([a]) => a === c).length &&
          predicted[c] === labelled.filter(([, b]) => b === c).length &&
          hit[c] === labelled.filter(([a, b]) => a === c && b === c).length,
      );
    }),
  );
  t.pass();
});

test('counts stay exact far beyond 32 bits', (t) => {
  const matrix = new ConfusionMatrix(2, [2 ** 52, 0, 0, 0]);
  matrix.add([0], [0], 255);
  t.is(matrix.counts[0], 2 ** 52 + 1);
  const sum = new ConfusionMatrix(2, [1, 2, 3, 4]);
  sum.merge(matrix);
  t.deepEqual([...sum.counts], [2 ** 52 + 2, 2, 3, 4]);
});

test('any value can be the one that marks unlabelled pixels', (t) => {
  for (const ignoreIndex of [0, 2, 4, 200]) {
    const truth = [0, 1, 2, ignoreIndex, 1, ignoreIndex].filter((label) => label < 3 || label === ignoreIndex);
    const matrix = new ConfusionMatrix(3);
    matrix.add(
      truth,
      truth.map(() => 1),
      ignoreIndex,
    );
    const expected = [0, 1, 2].map((c) => (c === ignoreIndex ? 0 : truth.filter((label) => label === c).length));
    t.deepEqual(
      [...matrix.counts],
      expected.flatMap((count) => [0, count, 0]),
      `${ignoreIndex}`,
    );
  }
});

import test from 'ava';
import { completeNormalization } from '../../../../src/core/data/loading/normalization.js';
import { imageTensor } from '../../../../src/core/data/loading/tensors.js';
import { OPENCV_NORMALIZATION } from '../../../../src/core/weights/layout.js';
import { useEngine } from '../../../helpers/engines.js';

test.before(() => useEngine('cpu'));

const PIXEL = Uint8Array.of(255, 51, 0);

function normalized(normalization: Parameters<typeof imageTensor>[2]): number[] {
  return [...imageTensor(PIXEL, [1, 1, 1], normalization).dataSync()].map((value) => Math.round(value * 1e4) / 1e4);
}

test('a pixel is normalised channel by channel, and then put into the order of the weights', (t) => {
  const normalization = { mean: [0.5, 0.2, 0.1], std: [0.5, 0.25, 0.2] };
  t.deepEqual(normalized(normalization), [1, 0, -0.5]);
  t.deepEqual(normalized({ ...normalization, order: 'bgr' }), [-0.5, 0, 1]);
});

test("ContrastiveSeg's files see blue first, by the mean that others give red", (t) => {
  const expected = [(0 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (1 - 0.406) / 0.225];
  t.deepEqual(
    normalized(OPENCV_NORMALIZATION),
    expected.map((value) => Math.round(value * 1e4) / 1e4),
  );
});

test('what a configuration says goes before what the weights were trained with', (t) => {
  const said = { std: [1, 1, 1] };
  t.deepEqual(completeNormalization(said, OPENCV_NORMALIZATION), { ...OPENCV_NORMALIZATION, ...said } as never);
});

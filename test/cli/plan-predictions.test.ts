import test from 'ava';
import { planPredictions } from '../../src/cli/plan-predictions.js';
import type { ContrasegError } from '../../src/core/errors/index.js';

test('outputs take the names of their images, and an image that is named twice is predicted once', (t) => {
  t.deepEqual(planPredictions(['in/a.jpg', 'b.png', './b.png']), [
    { image: 'in/a.jpg', mask: 'a.mask.png', overlay: 'a.overlay.png' },
    { image: './b.png', mask: 'b.mask.png', overlay: 'b.overlay.png' },
  ]);
  t.deepEqual(planPredictions(['a.jpg'], { out: 'm.png' }), [{ image: 'a.jpg', mask: 'm.png', overlay: undefined }]);
});

test('two images of one name, or an output over an image, are refused before anything is written', (t) => {
  const codes = (...args: Parameters<typeof planPredictions>) =>
    t.throws<ContrasegError>(() => planPredictions(...args))!.problems.map(({ code, message }) => `${code} ${message}`);
  const clash = codes(['x/a.jpg', 'y/a.png', 'b.jpg']);
  t.is(clash.length, 2, 'mask and overlay');
  t.regex(clash[0]!, /OUTPUTS_CLASH .*: x\/a\.jpg, y\/a\.png\./);
  t.is(codes(['photo.png'], { out: 'photo.png' }).length, 1);
  t.is(codes(['photo.png'], { out: 'm.png', overlay: 'm.png' }).length, 1);
});

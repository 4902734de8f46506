import test from 'ava';
import { diagnose } from '../../../../src/core/engine/doctor/diagnose.js';

test('every engine is examined, and one that does not load says why', async (t) => {
  const { engines } = await diagnose();
  t.deepEqual(
    engines.map(({ name }) => name),
    ['native-gpu', 'native-cpu', 'wasm', 'cpu'],
  );
  for (const { name, loads, examination, reason } of engines) {
    if (!loads) {
      t.truthy(reason, name);
      continue;
    }
    t.deepEqual(examination!.missingKernels, [], name);
    t.true(examination!.matmul > 0 && examination!.convolution > 0, name);
  }
  t.true(engines.find(({ name }) => name === 'wasm')!.loads);
});

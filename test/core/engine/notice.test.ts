import test from 'ava';
import { engineNotice } from '../../../src/core/engine/index.js';

test('a run says which engine it took and why; a slow one also what that costs and what mends it', (t) => {
  const info = { backend: 'wasm', threads: 1, reason: 'the best that loads (native-cpu: no build)' };
  t.is(engineNotice({ ...info, name: 'native-cpu' }), `engine native-cpu: ${info.reason}`);
  t.regex(engineNotice({ ...info, name: 'wasm' }), /^engine wasm: .*no build\)\n.*slower.*npx contraseg native$/);
});

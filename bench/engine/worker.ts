import { type EngineName, selectEngine } from '../../src/core/engine/index.js';
import { serve } from '../turns/serve.js';
import { KERNELS } from './kernels.js';
import { NETWORKS } from './networks.js';

/** `node worker.js <engine>` runs kernels and networks of this bench, see `serve`. */
const { name, tensorflow, threads } = await selectEngine(process.argv[2] as EngineName);
await serve({ engine: name, version: tensorflow, threads }, (wanted) => {
  const prepare = { ...KERNELS, ...NETWORKS }[wanted];
  if (!prepare) throw new Error(`no case "${wanted}"`);
  return prepare();
});

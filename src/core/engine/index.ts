export { collectiveOf } from './collective-of.js';
export { engineNotice } from './notice.js';
export { softmaxCrossEntropy } from './ops/softmax-cross-entropy.js';
export type { EngineRequest } from './requests.js';
export { type EngineInfo, type EngineName, selectEngine } from './select-engine.js';

export { engineNotice } from './notice.js';
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from './ops/softmax-cross-entropy.js';
export { ENGINE_REQUESTS, type EngineRequest } from './requests.js';
export { type EngineInfo, type EngineName, type EngineOptions, selectEngine } from './select-engine.js';

export {
  ENGINE_REQUESTS,
  type EngineInfo,
  type EngineName,
  type EngineOptions,
  type EngineRequest,
  selectEngine,
} from './select-engine.js';

/** What a configuration may ask for as `engine`. */
export const ENGINE_REQUESTS = ['auto', 'native-gpu', 'native-cpu', 'wasm', 'cpu'] as const;
export type EngineRequest = (typeof ENGINE_REQUESTS)[number];

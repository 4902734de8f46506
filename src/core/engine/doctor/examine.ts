import { type EngineInfo, type EngineName, selectEngine } from '../select-engine.js';
import { measureSpeed, type Speed } from './speed.js';
import { missingKernels } from './training-kernels.js';

/** What an engine that loads can do. */
export interface Examination extends EngineInfo, Speed {
  readonly missingKernels: readonly string[];
}

/*
 * Runs as a program of its own, `node examine.js <engine>`: TensorFlow is loaded once per process, with or without its
 * GPU, and a library that does not fit the processor ends the process. The last line of its output is JSON.
 */
if (process.argv[1] === import.meta.filename) {
  const engine = await selectEngine(process.argv[2] as EngineName);
  const examination: Examination = { ...engine, missingKernels: missingKernels(engine.backend), ...measureSpeed() };
  console.log(JSON.stringify(examination));
}

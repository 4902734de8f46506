import { selectEngine } from '../../src/core/engine/index.js';
import { serve } from '../turns/serve.js';
import { CASES } from './cases.js';
import { trainingStep } from './training-step.js';

/** Runs the cases of this bench, see `serve`: a name and, where it has one, a number of rows; or a training step. */
const { name, tensorflow, threads } = await selectEngine('native-cpu');
await serve({ engine: name, version: tensorflow, threads }, (line) => {
  if (line.startsWith('step')) return trainingStep(line === 'step with contrast');
  const [wanted, ...args] = line.split(' ');
  return CASES[wanted!]!(...args);
});

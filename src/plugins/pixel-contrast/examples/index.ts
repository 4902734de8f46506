export { AllExamples } from './all.js';
export { HardestExamples } from './hardest.js';
export { RandomExamples } from './random.js';
export { SemiHardExamples } from './semi-hard.js';

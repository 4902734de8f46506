export { AllExamples, all } from './all.js';
export { HardestExamples, hardest } from './hardest.js';
export { RandomExamples, random } from './random.js';
export { SemiHardExamples, semiHard } from './semi-hard.js';

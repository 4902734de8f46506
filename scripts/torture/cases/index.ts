import type { CaseSuite } from '../harness/case-suite.js';
import { damagedImages } from './damaged-images.js';
import { damagedRuns } from './damaged-runs.js';
import { hostileConfigs } from './hostile-configs.js';
import { injectedFaults } from './injected-faults.js';

export const suites: readonly CaseSuite[] = [hostileConfigs, damagedImages, damagedRuns, injectedFaults];

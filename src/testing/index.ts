/**
 * Conformance suites: what every component of a kind is held to, as AVA tests.
 * @module contraseg/testing
 */

export { testAnchorSampler } from './anchor-sampler.js';
export { testBackbone } from './backbone.js';
export { testDataset } from './dataset.js';
export { testExampleSampler } from './example-sampler.js';
export { testHead } from './head.js';
export { testHook } from './hook.js';
export { testLoss } from './loss.js';
export { testMemoryBank } from './memory-bank.js';
export { testMetric } from './metric.js';
export { testOptimizer } from './optimizer.js';
export { testSchedule } from './schedule.js';
export { testTransform } from './transform.js';

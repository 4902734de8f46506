/**
 * Cross-image pixel contrast (ICCV 2021): the plugin, its components, and its objective for use alone.
 * @module contraseg/pixel-contrast
 */

import { API_VERSION, definePlugin } from '../../core/registry/plugin.js';
import * as anchors from './anchors/index.js';
import * as banks from './banks/index.js';
import * as examples from './examples/index.js';
import { pixelContrast } from './pixel-contrast-loss.js';

export { HardestAnchors, RandomAnchors, ReferenceAnchors, SegmentationAwareAnchors } from './anchors/index.js';
export { ClassQueues } from './banks/class-queues.js';
export { PixelBank, RegionBank } from './banks/index.js';
export { QueueBank, type QueueBankRules } from './banks/queue-bank.js';
export type { Choices, PixelContrastInput } from './choices.js';
export { AllExamples, HardestExamples, RandomExamples, SemiHardExamples } from './examples/index.js';
export type { ContrastOptions } from './objective/comparison.js';
export { type Contrast, contrast } from './objective/contrast.js';
export { type ClassRange, type ContrastSet, classRanges, type RowSource } from './objective/contrast-set.js';
export { PixelContrastOptions } from './options.js';
export { PixelContrastLoss } from './pixel-contrast-loss.js';
export type { PixelContrastTerm } from './pixel-contrast-term.js';

export default definePlugin({
  name: 'contraseg/pixel-contrast',
  version: '0.1.0',
  apiVersion: API_VERSION,
  register(registry) {
    registry.add('loss', pixelContrast);
    for (const bank of [banks.pixelBank, banks.regionBank]) registry.add('memory-bank', bank);
    for (const sampler of [anchors.random, anchors.segmentationAware, anchors.hardest, anchors.reference]) {
      registry.add('anchor-sampler', sampler);
    }
    for (const sampler of [examples.random, examples.hardest, examples.semiHard, examples.all]) {
      registry.add('example-sampler', sampler);
    }
  },
});

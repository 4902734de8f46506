/**
 * Cross-image pixel contrast (ICCV 2021): the plugin, its components, and its objective for use alone.
 * @module contraseg/pixel-contrast
 */

import { API_VERSION, definePlugin } from '../../core/registry/plugin.js';
import { HardestAnchors, RandomAnchors, ReferenceAnchors, SegmentationAwareAnchors } from './anchors/index.js';
import { PixelBank, RegionBank } from './banks/index.js';
import { AllExamples, HardestExamples, RandomExamples, SemiHardExamples } from './examples/index.js';
import { PixelContrast } from './pixel-contrast-loss.js';

export { HardestAnchors, RandomAnchors, ReferenceAnchors, SegmentationAwareAnchors } from './anchors/index.js';
export { ClassQueues } from './banks/class-queues.js';
export { PixelBank, RegionBank } from './banks/index.js';
export { type ClassRows, QueueBank, type QueueBankRules, type StagedRows } from './banks/queue-bank.js';
export type { Choices } from './choices.js';
export type { Moments } from './embedding/batch-norm.js';
export { type Projected, Projection, ProjectionOptions } from './embedding/projection.js';
export { RowPlan } from './embedding/row-plan.js';
export { AllExamples, HardestExamples, RandomExamples, SemiHardExamples } from './examples/index.js';
export type { ContrastOptions } from './objective/comparison.js';
export { type Contrast, contrast } from './objective/contrast.js';
export { type ClassRange, type ContrastSet, classRanges, type RowSource } from './objective/contrast-set.js';
export { PixelContrast } from './pixel-contrast-loss.js';
export type { PixelContrastTerm } from './pixel-contrast-term.js';
export { type LabelGrid, type LabelMaps, labelGrid } from './pixels/label-grid.js';

export default definePlugin({
  name: 'contraseg/pixel-contrast',
  version: '0.1.0',
  apiVersion: API_VERSION,
  register(registry) {
    registry.add(PixelContrast);
    for (const bank of [PixelBank, RegionBank]) registry.add(bank);
    for (const anchors of [RandomAnchors, SegmentationAwareAnchors, HardestAnchors, ReferenceAnchors]) {
      registry.add(anchors);
    }
    for (const examples of [RandomExamples, HardestExamples, SemiHardExamples, AllExamples]) registry.add(examples);
  },
});

export { HardestAnchors } from './hardest.js';
export { RandomAnchors } from './random.js';
export { ReferenceAnchors } from './reference.js';
export { SegmentationAwareAnchors } from './segmentation-aware.js';

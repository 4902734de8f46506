export { HardestAnchors, hardest } from './hardest.js';
export { RandomAnchors, random } from './random.js';
export { ReferenceAnchors, reference } from './reference.js';
export { SegmentationAwareAnchors, segmentationAware } from './segmentation-aware.js';

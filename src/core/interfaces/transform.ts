import type { RandomStream } from '../random/random-stream.js';
import type { Sample } from './dataset.js';

/** What a transform must know about the labels to fill new pixels. */
export interface TransformContext {
  readonly ignoreIndex: number;
  /** A stream of this sample alone, so that the result does not depend on how many samples are prepared at once. */
  readonly random: RandomStream;
}

/** One augmentation step; labels are only ever moved or resized by nearest neighbour. */
export interface Transform {
  apply(sample: Sample, context: TransformContext): Promise<Sample> | Sample;
}

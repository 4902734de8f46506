import { ContrasegError } from '../../../core/errors/index.js';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { AnchorSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { wrongPixels } from '../errors.js';
import { flawOfPixels } from '../pixels/flaw-of-pixels.js';
import type { LabelGrid } from '../pixels/label-grid.js';
import type { Predictions } from '../pixels/predictions.js';

/**
 * The anchors that a sampler picks, checked: samplers are plugins too.
 * @returns groups with at least one pixel, by ascending class
 * @throws ContrasegError that names the sampler
 */
export function chooseAnchors(
  sampler: AnchorSampler,
  { groups, labels }: LabelGrid,
  { classes, confidence }: Predictions,
  random: RandomStream,
): PixelGroup[] {
  const anchors = sampler.sample({ groups, predictions: classes, confidence }, random);
  const flaw = flawOfPixels(anchors, labels, { ascending: true });
  if (flaw) throw new ContrasegError(wrongPixels('anchors', sampler.constructor.name, flaw));
  return anchors.filter(({ pixels }) => pixels.length > 0);
}

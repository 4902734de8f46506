import {
  type ClassInfo,
  type ConfusionCounts,
  defineComponent,
  type MeasuredImage,
  type Metric,
  type MetricResult,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';
import { boundaries, NONE } from './boundaries.js';

const BoundaryIouOptions = z.strictObject({
  ratio: z
    .number()
    .positive()
    .max(1)
    .default(0.02)
    .describe("Width of the boundary region, as a share of the image's diagonal."),
});

declare module 'contraseg/plugin' {
  interface MetricTypes {
    'boundary-iou': z.input<typeof BoundaryIouOptions>;
  }
}

/** Pixels of an image in the boundary regions of each class: of truth and prediction both, and of either. */
interface BoundaryCounts {
  readonly both: readonly number[];
  readonly either: readonly number[];
}

class BoundaryIouMetric implements Metric<BoundaryCounts> {
  constructor(private readonly options: Resolved<typeof BoundaryIouOptions>) {}

  /** Ignored pixels are of no class in either map, so that what is predicted there moves no contour. */
  readImage({ sample, prediction, classCount, ignoreIndex }: MeasuredImage): BoundaryCounts {
    const { width, height, label } = sample;
    const distance = Math.max(1, Math.round(this.options.ratio * Math.hypot(width, height)));
    const near = (values: Uint8Array) => {
      const classes = Int16Array.from(values, (value, i) => (label[i] === ignoreIndex ? NONE : value));
      return boundaries({ classes, width, height }, distance);
    };
    const truth = near(label);
    const predicted = near(prediction);
    const both = new Array<number>(classCount).fill(0);
    const either = new Array<number>(classCount).fill(0);
    for (let i = 0; i < truth.length; i++) {
      const [t, p] = [truth[i]!, predicted[i]!];
      if (t !== NONE) either[t]!++;
      if (p !== NONE && p !== t) either[p]!++;
      if (t !== NONE && t === p) both[t]!++;
    }
    return { both, either };
  }

  compute(_confusion: ConfusionCounts, classes: readonly ClassInfo[], images: readonly BoundaryCounts[]): MetricResult {
    const total = (part: keyof BoundaryCounts, c: number) => images.reduce((sum, image) => sum + image[part][c]!, 0);
    const iou = classes.map((_, c) => total('both', c) / total('either', c)); // NaN for an absent class
    const present = iou.filter((value) => !Number.isNaN(value));
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
    return { summary: { mBoundaryIoU: mean }, perClass: { BoundaryIoU: iou } };
  }
}

/**
 * IoU of the pixels within a small distance of the contours, inside of each mask: |(G_d ∩ G) ∩ (P_d ∩ P)| / |(G_d ∩ G) ∪ (P_d ∩ P)|
 * (Cheng et al. 2021), with both counts summed over the images of a split.
 */
export const BoundaryIou = defineComponent('metric', {
  name: 'boundary-iou',
  description: 'IoU of the pixels near the contours of each class.',
  options: BoundaryIouOptions,
  component: BoundaryIouMetric,
});

import {
  type ConfusionCounts,
  classCounts,
  defineComponent,
  type Metric,
  type MetricResult,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  least: z.int().nonnegative().default(0).describe('Pixels of the truth below which a class is left out.'),
});

declare module 'contraseg/plugin' {
  interface MetricTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

class MyPartMetric implements Metric {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  compute(confusion: ConfusionCounts): MetricResult {
    const { truth, hit } = classCounts(confusion);
    const recall = Array.from(hit, (pixels, c) => pixels / truth[c]!); // NaN for a class that is absent
    const counted = recall.filter((_, c) => truth[c]! > this.options.least);
    return { summary: { worstRecall: Math.min(1, ...counted) }, perClass: { Recall: recall } };
  }
}

/** The recall of the class that is found least. */
export const MyPart = defineComponent('metric', {
  name: 'my-part',
  description: 'The recall of the class that is found least.',
  options: MyPartOptions,
  component: MyPartMetric,
});

import type { Problem } from '../../errors/index.js';
import { malformedSample, strayLabelsOfSample } from '../../errors/samples.js';
import type { OpenDataset, Sample } from '../../interfaces/dataset.js';
import { countValues } from '../files/label-map.js';

/** What the labels of a data set may hold. */
export interface LabelRules {
  readonly classCount: number;
  readonly ignoreIndex: number;
}

export function rulesOf({ classes, ignoreIndex }: OpenDataset): LabelRules {
  return { classCount: classes.length, ignoreIndex };
}

/**
 * Whether samples are what they claim. Data sets and transforms may be anybody's, and a label of no class or an array of
 * another length would not fail: it would train.
 */
export class SampleCheck {
  /** 1 for each of the 256 values that is no label. */
  private readonly stray = new Uint8Array(256).fill(1);

  constructor(private readonly rules: LabelRules) {
    this.stray.fill(0, 0, rules.classCount);
    this.stray[rules.ignoreIndex] = 0;
  }

  /** @param source who made the sample, for the message */
  problem(sample: Sample, source: string): Problem | undefined {
    return this.shapeProblem(sample, source) ?? this.labelProblem(sample, source);
  }

  /** Size, types and lengths. */
  shapeProblem(sample: Sample, source: string): Problem | undefined {
    const { id, width, height, image, label } = (sample ?? {}) as Partial<Sample>;
    const wrong = (found: string, expected: string) => malformedSample(String(id), source, found, expected);
    const isSize = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
    if (!isSize(width) || !isSize(height)) return wrong(`the size ${width}x${height}`, 'whole numbers above 0');
    const size = `${width}x${height} (width x height)`;
    for (const [name, values, perPixel] of [
      ['image', image, 3],
      ['label', label, 1],
    ] as const) {
      if (!(values instanceof Uint8Array)) return wrong(`as ${name} ${kindOf(values)}`, 'a Uint8Array');
      const length = width! * height! * perPixel;
      if (values.length !== length) return wrong(`${values.length} values of ${name} at ${size}`, `${length}`);
    }
    return undefined;
  }

  /** One look-up per pixel: less than a millisecond for a batch of 8 labels of 240x320. */
  labelProblem({ id, label }: Sample, source: string): Problem | undefined {
    let found = 0;
    for (let i = 0; i < label.length; i++) found |= this.stray[label[i]!]!;
    if (found === 0) return undefined;
    const counts = [...countValues(label).entries()].filter(([value, pixels]) => pixels > 0 && this.stray[value] === 1);
    return strayLabelsOfSample(id, source, new Map(counts), this.rules.classCount, this.rules.ignoreIndex);
  }
}

function kindOf(value: unknown): string {
  return value === null || typeof value !== 'object' ? String(value) : `a ${value.constructor?.name ?? 'object'}`;
}

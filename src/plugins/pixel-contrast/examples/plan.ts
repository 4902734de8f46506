import { impossiblePlan } from '../../../core/errors/contrast.js';
import { ContrasegError } from '../../../core/errors/index.js';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import { type ContrastSet, negativeCount, totalCount } from '../objective/contrast-set.js';

/** What a sampler plans, checked: samplers are plugins too. */
export function planExamples(sampler: ExampleSampler, candidates: ExampleCandidates): ExamplePlan {
  const { draw, keep } = sampler.plan(candidates);
  const whole = Number.isInteger(draw) && Number.isInteger(keep);
  if (!whole || keep < 1 || keep > draw || draw > candidates.available) {
    throw new ContrasegError(impossiblePlan(candidates.kind, candidates.available, draw, keep));
  }
  return { draw, keep };
}

export interface NegativePlan extends ExamplePlan {
  /** Negatives that there are. */
  readonly available: number;
}

/** The negatives of the anchors of each range; nothing where there are none. */
export function planNegatives(set: ContrastSet, sampler: ExampleSampler): NegativePlan[] {
  const total = totalCount(set);
  return set.ranges.map((range) => {
    const available = negativeCount(set, range, total);
    if (available === 0) return { available, draw: 0, keep: 0 };
    return { available, ...planExamples(sampler, { kind: 'negative', available, wanted: sampler.negatives }) };
  });
}

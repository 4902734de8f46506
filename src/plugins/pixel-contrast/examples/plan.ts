import { ContrasegError } from '../../../core/errors/index.js';
import type { ExampleCandidates, ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import { impossiblePlan } from '../errors.js';

/** What a sampler plans, checked: samplers are plugins too. */
export function planExamples(sampler: ExampleSampler, candidates: ExampleCandidates): ExamplePlan {
  const { draw, keep } = sampler.plan(candidates);
  const whole = Number.isInteger(draw) && Number.isInteger(keep);
  if (!whole || keep < 1 || keep > draw || draw > candidates.available) {
    throw new ContrasegError(impossiblePlan(candidates.kind, candidates.available, draw, keep));
  }
  return { draw, keep };
}

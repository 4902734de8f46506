import type { LossContext, StepInfo } from '../../core/interfaces/loss.js';

/** An eighth of the schedule, at least one epoch, at most a quarter of the schedule. */
export function automaticWarmup({ totalIterations, iterationsPerEpoch }: LossContext): number {
  return Math.floor(Math.min(Math.max(totalIterations / 8, iterationsPerEpoch), totalIterations / 4));
}

/** 0 during the warm-up, then linearly up to 1 over `ramp` iterations. */
export function rampFactor({ iteration }: StepInfo, warmup: number, ramp: number): number {
  if (iteration < warmup) return 0;
  return ramp === 0 ? 1 : Math.min(1, (iteration - warmup + 1) / ramp);
}

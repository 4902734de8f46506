import { blockingStep, hierarchical, type Link, overlappedStep, ring, type Step } from './cost.js';

/** Bytes of a gradient bucket; see `GradientBuckets`. */
const BUCKET = 4 * 2 ** 20;
const RANKS = [8, 64, 1024];
const PER_HOST = 8;
/** Share of a step that is its backward pass. */
const BACKWARD = 2 / 3;

/** A network that is trained. */
export interface Workload {
  readonly name: string;
  readonly gradientBytes: number;
  /** Seconds of a step on one rank. */
  readonly compute: number;
}

export interface Prediction {
  readonly network: string;
  readonly ranks: number;
  readonly network_Gbps: number;
  /** Milliseconds. */
  readonly ring: number;
  readonly hierarchical: number;
  /** Of the step without communication, in percent: all-reduce after the backward pass, and during it. */
  readonly ringBlocking: number;
  readonly ringOverlapped: number;
  readonly hierarchicalOverlapped: number;
}

/**
 * Step times on paper: the wire's full rate and a latency per message between hosts, what was measured here inside a host.
 * @param hop seconds per message between hosts
 */
export function predict(workloads: readonly Workload[], inside: Link, hop: number): Prediction[] {
  return workloads.flatMap(({ name, gradientBytes, compute }) =>
    [10, 100].flatMap((gigabits) =>
      RANKS.map((ranks) => {
        const between = { bandwidth: (gigabits * 1e9) / 8, hop };
        const buckets = Math.ceil(gradientBytes / BUCKET);
        const step: Step = { compute, backward: BACKWARD };
        const flat = ring(ranks, gradientBytes, between, buckets);
        const levels = hierarchical(ranks, gradientBytes, { inside, between, perHost: PER_HOST }, buckets);
        const percent = (seconds: number) => Math.round((100 * compute) / seconds);
        return {
          network: name,
          ranks,
          network_Gbps: gigabits,
          ring: Math.round(1000 * flat),
          hierarchical: Math.round(1000 * levels),
          ringBlocking: percent(blockingStep(step, flat)),
          ringOverlapped: percent(overlappedStep(step, flat, buckets)),
          hierarchicalOverlapped: percent(overlappedStep(step, levels, buckets)),
        };
      }),
    ),
  );
}

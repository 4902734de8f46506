/** What a link costs: `T(bytes) = hop + bytes / bandwidth` for one message. */
export interface Link {
  /** Bytes per second. */
  readonly bandwidth: number;
  /** Seconds per message. */
  readonly hop: number;
}

/**
 * Seconds of a ring's all-reduce over `ranks`: each sends 2 (N - 1) messages of a N-th of the data (Patarasuk and Yuan, 2009,
 * eq. for the bandwidth-optimal ring): `2 (N - 1) / N · S / B + 2 (N - 1) · a`, the latter for every bucket.
 */
export function ring(ranks: number, bytes: number, { bandwidth, hop }: Link, buckets = 1): number {
  const messages = 2 * (ranks - 1);
  return ((messages / ranks) * bytes) / bandwidth + buckets * messages * hop;
}

/**
 * Seconds of an all-reduce in two levels, `perHost` ranks on each host: a reduce-scatter and an all-gather inside hosts, a ring
 * among hosts between them, in which the ranks of a host share its one link, each with its part of the data.
 */
export function hierarchical(
  ranks: number,
  bytes: number,
  { inside, between, perHost }: { readonly inside: Link; readonly between: Link; readonly perHost: number },
  buckets = 1,
): number {
  const hosts = ranks / perHost;
  const local = perHost > 1 ? ring(perHost, bytes, inside, buckets) : 0;
  return local + (hosts > 1 ? ring(hosts, bytes, between, buckets) : 0);
}

/** A training step on one rank. */
export interface Step {
  /** Seconds without communication. */
  readonly compute: number;
  /** Share of them that is the backward pass, during which finished buckets can be reduced. */
  readonly backward: number;
}

/** Seconds of a step whose all-reduce begins when all gradients are there. */
export function blockingStep({ compute }: Step, reduce: number): number {
  return compute + reduce;
}

/** Seconds where buckets are reduced while the backward pass runs: the last one is left over, or what takes longer than the pass. */
export function overlappedStep({ compute, backward }: Step, reduce: number, buckets: number): number {
  return compute + Math.max(reduce / buckets, reduce - backward * compute);
}

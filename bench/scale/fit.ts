import type { Link } from './cost.js';

/** One all-reduce that was timed. */
export interface Sample {
  readonly ranks: number;
  readonly bytes: number;
  /** Seconds. */
  readonly seconds: number;
}

/**
 * The link that explains the times best by the ring's formula: least squares of the relative errors, so that small messages,
 * which tell the latency, weigh as much as large ones, which tell the bandwidth.
 */
export function fitLink(samples: readonly Sample[]): Link {
  // t = x · slope + y · hop, both sides divided by t
  let [xx, xy, yy, x1, y1] = [0, 0, 0, 0, 0];
  for (const { ranks, bytes, seconds } of samples) {
    const x = ((2 * (ranks - 1)) / ranks) * (bytes / seconds);
    const y = (2 * (ranks - 1)) / seconds;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    x1 += x;
    y1 += y;
  }
  const determinant = xx * yy - xy * xy;
  return {
    bandwidth: determinant / (x1 * yy - y1 * xy),
    hop: (y1 * xx - x1 * xy) / determinant,
  };
}

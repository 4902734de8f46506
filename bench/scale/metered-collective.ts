import type * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../src/core/interfaces/collective.js';

/** What a kind of collective moved and took, on this rank. */
export interface Meter {
  calls: number;
  /** Of this rank's own tensors. */
  bytes: number;
  /** Waiting for the others included. */
  milliseconds: number;
}

const KINDS = ['allReduce', 'allGather', 'broadcast'] as const;
type Kind = (typeof KINDS)[number];

/** A collective that counts what it does. */
export class MeteredCollective implements Collective {
  readonly meters = new Map<Kind, Meter>();

  constructor(private readonly inner: Collective) {}

  get rank(): number {
    return this.inner.rank;
  }

  get size(): number {
    return this.inner.size;
  }

  allReduce<T extends tf.Tensor>(x: T, merge: 'sum' | 'mean'): T {
    return this.meter('allReduce', x, () => this.inner.allReduce(x, merge));
  }

  allGather<T extends tf.Tensor>(x: T): T {
    return this.meter('allGather', x, () => this.inner.allGather(x));
  }

  broadcast<T extends tf.Tensor>(x: T): T {
    return this.meter('broadcast', x, () => this.inner.broadcast(x));
  }

  private meter<T>(kind: Kind, { size }: tf.Tensor, body: () => T): T {
    const meter = this.meters.get(kind) ?? { calls: 0, bytes: 0, milliseconds: 0 };
    this.meters.set(kind, meter);
    const start = performance.now();
    const result = body();
    meter.milliseconds += performance.now() - start;
    meter.bytes += 4 * size;
    meter.calls++;
    return result;
  }
}

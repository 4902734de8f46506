import { Limiter } from './concurrent.js';

export interface PrefetchOptions {
  /** Items made at the same time. */
  readonly concurrency: number;
  /** Items made or being made beyond those taken, at most: nothing is begun while this many wait. */
  readonly ahead: number;
  /** First item. */
  readonly start?: number;
  /** End of the items, exclusive. */
  readonly end?: number;
}

/** Makes items start, start + 1, … ahead of their use and hands them out in order. */
export class Prefetcher<T> {
  private readonly pending: Promise<T>[] = [];
  private readonly limiter: Limiter;
  private scheduled: number;
  private closed = false;

  constructor(
    private readonly make: (index: number) => Promise<T>,
    private readonly options: PrefetchOptions,
  ) {
    this.limiter = new Limiter(options.concurrency);
    this.scheduled = options.start ?? 0;
    this.schedule();
  }

  /** The next item; rejects with the error of making it. */
  next(): Promise<T> {
    const item = this.pending.shift();
    if (!item) return Promise.reject(new Error(this.closed ? 'the prefetcher is closed' : 'no item is left'));
    this.schedule();
    return item;
  }

  /** Begins nothing any more; resolves when the items at work are done. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.pending.splice(0));
  }

  private schedule(): void {
    const { ahead, end = Infinity } = this.options;
    while (!this.closed && this.pending.length < ahead && this.scheduled < end) {
      const index = this.scheduled++;
      const item = this.limiter.run(async () => {
        if (this.closed) throw new Error('the prefetcher is closed');
        return this.make(index);
      });
      // Reported by next(); without this, an error in an item that nobody waits for yet would end the process.
      item.catch(() => {});
      this.pending.push(item);
    }
  }
}

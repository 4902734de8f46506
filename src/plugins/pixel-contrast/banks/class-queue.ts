import * as tf from '@tensorflow/tfjs';

/** Rows per chunk, at most: small enough to rewrite at every push, large enough for a matrix product. */
const CHUNK_ROWS = 1024;

/**
 * A first-in-first-out ring of embeddings, stored in chunks so that a push rewrites only those it touches. Chunks grow
 * as they are written, so rows that were never written do not exist.
 */
export class ClassQueue {
  private chunks: tf.Tensor2D[] = [];
  private readonly chunkRows: number;
  private next = 0;

  constructor(readonly capacity: number) {
    this.chunkRows = Math.ceil(capacity / Math.ceil(capacity / CHUNK_ROWS));
  }

  get count(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.shape[0], 0);
  }

  /** Where the next row goes: the oldest row once the ring is full. */
  get pointer(): number {
    return this.next;
  }

  /** All rows in the order of storage; valid until the next change. */
  get blocks(): readonly tf.Tensor2D[] {
    return this.chunks;
  }

  /** Writes `rows` `[n, dimension]` over the oldest ones; of more than `capacity` rows the last remain. */
  push(rows: tf.Tensor2D): void {
    const total = rows.shape[0];
    let read = Math.max(0, total - this.capacity);
    while (read < total) {
      const index = Math.floor(this.next / this.chunkRows);
      const from = this.next % this.chunkRows;
      const end = Math.min(this.chunkRows, this.capacity - index * this.chunkRows);
      const size = Math.min(total - read, end - from);
      const start = read;
      this.replaceChunk(index, (chunk) => splice(chunk, from, tf.slice(rows, start, size)));
      read += size;
      this.next = (this.next + size) % this.capacity;
    }
  }

  clear(): void {
    tf.dispose(this.chunks);
    this.chunks = [];
    this.next = 0;
  }

  /**
   * Takes over the contents that `blocks` and `pointer` described.
   * @throws Error where they cannot be those of a ring of this capacity
   */
  restore(blocks: readonly tf.Tensor2D[], pointer: number): void {
    const count = blocks.reduce((sum, block) => sum + block.shape[0], 0);
    const chunked = blocks.every(({ shape }, i) => shape[0] === Math.min(this.chunkRows, count - i * this.chunkRows));
    const next = Number.isInteger(pointer) && pointer >= 0 && pointer < this.capacity;
    if (!chunked || count > this.capacity || !next || (count < this.capacity && pointer !== count)) {
      const shapes = blocks.map(({ shape }) => `[${shape}]`).join(' ');
      throw new Error(
        `a ring of ${this.capacity} rows cannot have the blocks ${shapes || 'none'} and go on at ${pointer}`,
      );
    }
    this.clear();
    this.chunks = blocks.map((block) => tf.keep(tf.clone(block)));
    this.next = pointer;
  }

  private replaceChunk(index: number, change: (chunk: tf.Tensor2D | undefined) => tf.Tensor2D): void {
    const before = this.chunks[index];
    this.chunks[index] = tf.tidy(() => tf.keep(change(before)));
    before?.dispose();
  }
}

/** `chunk` with `rows` written at `from`, over what is there or behind it. */
function splice(chunk: tf.Tensor2D | undefined, from: number, rows: tf.Tensor2D): tf.Tensor2D {
  const size = rows.shape[0];
  const parts = [rows];
  if (chunk && from > 0) parts.unshift(tf.slice(chunk, 0, from));
  if (chunk && chunk.shape[0] > from + size) parts.push(tf.slice(chunk, from + size));
  return parts.length === 1 ? tf.clone(rows) : tf.concat(parts, 0);
}

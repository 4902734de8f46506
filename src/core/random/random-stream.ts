import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of draws whose state can be saved. */
export class RandomStream {
  private constructor(private generator: ReturnType<typeof xoroshiro128plus>) {}

  static fromSeed(seed: number): RandomStream {
    return new RandomStream(xoroshiro128plus(seed | 0));
  }

  get state(): readonly number[] {
    return this.generator.getState();
  }

  /** Goes on from a saved `state`. */
  restore(state: readonly number[]): void {
    this.generator = xoroshiro128plusFromState(state);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return uniformInt(this.generator, 0, bound - 1);
  }

  /** Standard normal (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A random order of 0 … size-1. */
  permutation(size: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: size }, (_, i) => i));
  }

  /** Shuffles in place (Fisher–Yates) and returns its argument. */
  shuffle(items: Int32Array): Int32Array {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
    return items;
  }

  /**
   * `count` different integers below `size`, in random order; all of them where `count >= size`.
   * Costs O(count) memory whatever the size (a sparse Fisher–Yates).
   */
  choose(count: number, size: number): Int32Array {
    if (count >= size) return this.permutation(size);
    const moved = new Map<number, number>();
    const chosen = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const j = i + this.integer(size - i);
      chosen[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    return chosen;
  }
}

import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { RandomStream } from '../../../core/random/random-stream.js';

/** `count` pixels of a group at random, or all it has; its preferred pixels come first. */
export function choosePixels(group: PixelGroup, count: number, random: RandomStream): PixelGroup {
  const size = group.pixels.length;
  const preferred = Math.min(group.preferred ?? size, size);
  const first = random.choose(count, preferred);
  const rest = random.choose(Math.max(0, count - preferred), size - preferred);
  const positions = [...first, ...rest.map((position) => position + preferred)];
  return { ...group, pixels: Int32Array.from(positions, (position) => group.pixels[position]!), preferred: undefined };
}

import { MAX_PIXELS } from '../../core/data/files/pixel-limit.js';
import { sharp } from '../../core/data/raster/sharp.js';
import type { Outline } from '../layout.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Fills outlines without smoothing, the large ones first, so that a small object on a large one stays visible. Rings of one
 * outline that lie in each other are holes.
 * @param classIndex of each class name, 0–254
 * @returns class indices, `height * width`; 0 outside
 */
export async function drawOutlines(
  outlines: readonly Outline[],
  { width, height }: Size,
  classIndex: ReadonlyMap<string, number>,
): Promise<Uint8Array> {
  const known = outlines.filter(({ className }) => classIndex.has(className));
  const ordered = [...known].sort((a, b) => area(b) - area(a));
  const shapes = ordered.map(({ className, rings }) => {
    const index = classIndex.get(className)!;
    return `<path fill="rgb(${index},${index},${index})" d="${rings.map(pathOf).join('')}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" shape-rendering="crispEdges" fill-rule="evenodd"><rect width="100%" height="100%" fill="black"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg), { unlimited: true, limitInputPixels: MAX_PIXELS }).extractChannel(0).raw().toBuffer();
}

function pathOf(ring: Outline['rings'][number]): string {
  return `M${ring.map(([x, y]) => `${x} ${y}`).join('L')}Z`;
}

/** Of the first ring, by the shoelace formula. */
function area({ rings: [ring = []] }: Outline): number {
  const twice = ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

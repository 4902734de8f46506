/**
 * The textures of the `shapes` data set. Each says how much of a pixel is of the scene's second colour (0–1) and gives
 * both colours the same share, so that the mean colour tells nothing about the class.
 */
export interface Texture {
  readonly name: string;
  readonly color: readonly [number, number, number];
  /** @param period pixels after which the texture repeats */
  readonly ink: (x: number, y: number, period: number) => number;
}

const half = (value: number, period: number) => (((value % period) + period) % period < period / 2 ? 1 : 0);

/** Dots that cover half of their cell: pi r^2 = 1/2. */
const DOT_RADIUS = Math.sqrt(0.5 / Math.PI);

export const TEXTURES: readonly Texture[] = [
  // Waves so long that a patch of a few pixels looks plain.
  {
    name: 'background',
    color: [40, 40, 48],
    ink: (x, y, period) =>
      0.5 + 0.25 * (Math.sin(x / (1.6 * period)) + Math.sin(y / (1.3 * period) + x / (4 * period))),
  },
  { name: 'horizontal', color: [230, 85, 70], ink: (_x, y, period) => half(y, period) },
  { name: 'vertical', color: [70, 130, 230], ink: (x, _y, period) => half(x, period) },
  { name: 'checker', color: [90, 190, 90], ink: (x, y, period) => half(x, period) ^ half(y, period) },
  {
    name: 'dots',
    color: [235, 200, 60],
    ink: (x, y, period) => {
      const dx = x / period - Math.floor(x / period) - 0.5;
      const dy = y / period - Math.floor(y / period) - 0.5;
      return dx * dx + dy * dy < DOT_RADIUS * DOT_RADIUS ? 1 : 0;
    },
  },
];

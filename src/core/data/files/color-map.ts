/** Red, green and blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** What a mask's colours mean: the class index of each, or the ignore index. */
export class ColorMap {
  private readonly labels = new Map<number, number>();

  /** @param entries pairs of colour in the file and class index (or ignore index) */
  constructor(
    entries: Iterable<readonly [color: Rgb, label: number]>,
    readonly ignoreIndex: number,
  ) {
    for (const [color, label] of entries) this.labels.set(packColor(color), label);
  }

  /**
   * @param rgb `height * width * 3` bytes
   * @returns class indices, `height * width`, and the colours of no class with their number of pixels
   */
  apply(rgb: Uint8Array): { readonly data: Uint8Array; readonly stray: ReadonlyMap<number, number> } {
    const data = new Uint8Array(rgb.length / 3);
    const stray = new Map<number, number>();
    let color = -1;
    let label: number | undefined;
    for (let pixel = 0, i = 0; pixel < data.length; pixel++, i += 3) {
      const next = (rgb[i]! << 16) | (rgb[i + 1]! << 8) | rgb[i + 2]!;
      if (next !== color) {
        color = next;
        label = this.labels.get(color);
      }
      if (label === undefined) stray.set(color, (stray.get(color) ?? 0) + 1);
      else data[pixel] = label;
    }
    return { data, stray };
  }
}

/** A colour as one number, 0xRRGGBB. */
export function packColor([red, green, blue]: Rgb): number {
  return (red << 16) | (green << 8) | blue;
}

export function unpackColor(color: number): Rgb {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** `#rrggbb` */
export function formatColor(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`;
}

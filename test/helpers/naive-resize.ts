/**
 * Bilinear with half-pixel centres, borders repeated: source coordinate (i + 0.5) in / out - 0.5, clamped to the image.
 * @param image one channel, `h * w`
 */
export function naiveResize(image: ArrayLike<number>, h: number, w: number, height: number, width: number): number[] {
  const at = (i: number, size: number, target: number) =>
    Math.min(Math.max(((i + 0.5) * size) / target - 0.5, 0), size - 1);
  const pixel = (y: number, x: number) => image[Math.min(y, h - 1) * w + Math.min(x, w - 1)]!;
  return Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [at(Math.floor(i / width), h, height), at(i % width, w, width)];
    const [y0, x0] = [Math.floor(y), Math.floor(x)];
    const [fy, fx] = [y - y0, x - x0];
    return (
      (1 - fy) * ((1 - fx) * pixel(y0, x0) + fx * pixel(y0, x0 + 1)) +
      fy * ((1 - fx) * pixel(y0 + 1, x0) + fx * pixel(y0 + 1, x0 + 1))
    );
  });
}

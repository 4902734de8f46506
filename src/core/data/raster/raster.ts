import type { Sharp } from 'sharp';
import type { Sample } from '../../interfaces/dataset.js';
import { sharp } from './sharp.js';

/** A rectangle on a sample; may reach beyond it, where new pixels are filled. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Fill {
  /** RGB of new image pixels. */
  readonly color: readonly [number, number, number];
  /** Value of new label pixels. */
  readonly label: number;
}

type RgbOfSample = Pick<Sample, 'image' | 'width' | 'height'>;

/** Resizes the image bilinearly in a native thread and the label by nearest neighbour, both with half-pixel centres. */
export async function resizeSample(sample: Sample, width: number, height: number): Promise<Sample> {
  return resampleWindow(sample, { left: 0, top: 0, width: sample.width, height: sample.height }, width, height);
}

/** Resizes a window inside the sample. */
export async function resampleWindow(sample: Sample, window: Window, width: number, height: number): Promise<Sample> {
  if (window.width === width && window.height === height) {
    return width === sample.width && height === sample.height ? sample : cutSample(sample, window);
  }
  const image = await resampleImage(sample, window, width, height);
  return { id: sample.id, width, height, image, label: resampleNearest(sample, window, width, height) };
}

/** Shrinks first along the axes that shrink, then enlarges along those that grow. */
async function resampleImage(sample: RgbOfSample, window: Window, width: number, height: number): Promise<Uint8Array> {
  const narrow = Math.min(width, window.width);
  const low = Math.min(height, window.height);
  const shrinks = narrow < window.width || low < window.height;
  if (narrow === width && low === height) return shrink(sample, window, width, height);
  if (!shrinks) return enlarge(sample, window, width, height);
  const smaller = { image: await shrink(sample, window, narrow, low), width: narrow, height: low };
  return enlarge(smaller, { left: 0, top: 0, width: narrow, height: low }, width, height);
}

function shrink(sample: RgbOfSample, window: Window, width: number, height: number): Promise<Uint8Array> {
  return rawImage(sample).extract(window).resize(width, height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
}

/**
 * sharp's own enlargement moves the picture by up to half a pixel against its mask, so this is the affine map that puts
 * pixel centres where they belong: X + 1/2 = scale (x + 1/2), with the outermost pixels repeated once around the window.
 */
async function enlarge(sample: RgbOfSample, window: Window, width: number, height: number): Promise<Uint8Array> {
  const scaleX = width / window.width;
  const scaleY = height / window.height;
  const { data, info } = await rawImage(repeatBorder(sample, window))
    .affine([scaleX, 0, 0, scaleY], { interpolator: 'bilinear', odx: -(scaleX + 1) / 2, ody: -(scaleY + 1) / 2 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * y * info.width;
    image.set(data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return image;
}

/** The window with a border of one pixel that repeats its outermost ones. */
function repeatBorder({ image, width: stride }: RgbOfSample, { left, top, width, height }: Window) {
  const wide = width + 2;
  const padded = new Uint8Array(wide * (height + 2) * 3);
  for (let y = 0; y < height + 2; y++) {
    const row = top + Math.min(Math.max(y - 1, 0), height - 1);
    const from = 3 * (row * stride + left);
    const to = 3 * y * wide;
    padded.set(image.subarray(from, from + 3 * width), to + 3);
    padded.copyWithin(to, to + 3, to + 6);
    padded.copyWithin(to + 3 * (wide - 1), to + 3 * (wide - 2), to + 3 * (wide - 1));
  }
  return { image: padded, width: wide, height: height + 2 };
}

/** For windows inside the sample. */
const NO_FILL: Fill = { color: [0, 0, 0], label: 0 };

/** Cuts a window out, or widens the sample where the window reaches beyond it. */
export function cutSample(sample: Sample, window: Window, fill: Fill = NO_FILL): Sample {
  const { width, height } = window;
  const image = new Uint8Array(width * height * 3);
  const label = new Uint8Array(width * height);
  const left = Math.max(0, window.left);
  const right = Math.min(sample.width, window.left + width);
  const top = Math.max(0, window.top);
  const bottom = Math.min(sample.height, window.top + height);
  if (right - left < width || bottom - top < height) {
    for (let i = 0; i < image.length; i++) image[i] = fill.color[i % 3]!;
    label.fill(fill.label);
  }
  for (let y = top; y < bottom && left < right; y++) {
    const from = y * sample.width;
    const to = (y - window.top) * width + left - window.left;
    image.set(sample.image.subarray(3 * (from + left), 3 * (from + right)), 3 * to);
    label.set(sample.label.subarray(from + left, from + right), to);
  }
  return { id: sample.id, width, height, image, label };
}

/** Mirrors left and right. */
export function mirrorSample(sample: Sample): Sample {
  const { width, height, image: before } = sample;
  const image = new Uint8Array(before.length);
  const label = new Uint8Array(sample.label);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    label.subarray(row, row + width).reverse();
    for (let to = 3 * row, from = 3 * (row + width - 1); to < 3 * (row + width); to += 3, from -= 3) {
      image[to] = before[from]!;
      image[to + 1] = before[from + 1]!;
      image[to + 2] = before[from + 2]!;
    }
  }
  return { id: sample.id, width, height, image, label };
}

/** Swaps top and bottom. */
export function turnOver({ id, width, height, image: before, label: labels }: Sample): Sample {
  const image = new Uint8Array(before.length);
  const label = new Uint8Array(labels.length);
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, (height - 1 - y) * width];
    image.set(before.subarray(3 * from, 3 * (from + width)), 3 * to);
    label.set(labels.subarray(from, from + width), to);
  }
  return { id, width, height, image, label };
}

/** The image as a sharp pipeline. */
export function rawImage({ image, width, height }: Pick<Sample, 'image' | 'width' | 'height'>): Sharp {
  return sharp(image, { raw: { width, height, channels: 3 } });
}

/** Each new pixel takes the label under its centre. */
function resampleNearest({ label, width: stride }: Sample, window: Window, width: number, height: number): Uint8Array {
  const columns = centres(window.left, window.width, width);
  const rows = centres(window.top, window.height, height);
  const resized = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const to = y * width;
    if (y > 0 && rows[y] === rows[y - 1]) {
      resized.copyWithin(to, to - width, to);
      continue;
    }
    const from = rows[y]! * stride;
    for (let x = 0; x < width; x++) resized[to + x] = label[from + columns[x]!]!;
  }
  return resized;
}

function centres(start: number, from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => start + Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)));
}

/// <reference lib="dom" preserve="true" />
import type { Picture } from '../core/evaluation/predict-mask.js';

/** What a browser can draw, or pixels that it has read. */
export type PictureSource = HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | ImageBitmap | ImageData;

/**
 * The pixels of a picture at its own size, as they are shown: upright and in sRGB. Of a video, the frame that is shown.
 * @throws Error where the picture has not been loaded yet
 * @throws DOMException where it is of another origin, which does not let it be read
 */
export function readPixels(source: PictureSource): Picture {
  const { width, height } = sizeOf(source);
  if (width === 0 || height === 0) throw new Error('contraseg: the picture has no pixels yet; wait until it is loaded');
  const rgba = 'data' in source ? source.data : draw(source, width, height);
  const image = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < image.length; from += 4) {
    image[to++] = rgba[from]!;
    image[to++] = rgba[from + 1]!;
    image[to++] = rgba[from + 2]!;
  }
  return { image, width, height };
}

function sizeOf(source: PictureSource): { readonly width: number; readonly height: number } {
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  if ('videoWidth' in source) return { width: source.videoWidth, height: source.videoHeight };
  return source;
}

function draw(source: Exclude<PictureSource, ImageData>, width: number, height: number): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

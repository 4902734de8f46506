/// <reference lib="dom" />
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import type { WebSegmentation } from '../segmenter.js';
import { element, say } from './elements.js';

/** Shows a picture, the colours of its classes over it, what share each has, and how long it took. */
export function show(source: CanvasImageSource, segmentation: WebSegmentation, engine: string): void {
  const { width, height, milliseconds } = segmentation;
  const [picture, overlay] = ['picture', 'overlay'].map((id) => {
    const canvas = element<HTMLCanvasElement>(id);
    Object.assign(canvas, { width, height });
    return canvas.getContext('2d')!;
  });
  picture!.drawImage(source, 0, 0);
  overlay!.putImageData(new ImageData(colors(segmentation), width, height), 0, 0);
  document.querySelector('figure')!.hidden = false;
  showShares(segmentation);
  say(`${width} × ${height} in ${milliseconds.toFixed(0)} ms with ${engine}`);
}

/** RGBA: a class called background shows the picture, as in the overlays of `predict`. */
function colors({ mask, classes }: WebSegmentation): Uint8ClampedArray<ArrayBuffer> {
  const palette = classes.map(({ name, color }) => [...color, isBackground(name) ? 0 : 255]);
  const rgba = new Uint8ClampedArray(4 * mask.length);
  for (let pixel = 0; pixel < mask.length; pixel++) rgba.set(palette[mask[pixel]!]!, 4 * pixel);
  return rgba;
}

function isBackground(name: string): boolean {
  return name.toLowerCase() === 'background';
}

/** The list of classes, before there is a picture. */
export function showLegend(classes: readonly ClassInfo[]): void {
  element('legend').replaceChildren(
    ...classes.map(({ name, color }) => {
      const [item, key, share] = ['li', 'span', 'span'].map((tag) => document.createElement(tag));
      key!.className = 'key';
      key!.style.background = isBackground(name) ? 'none' : `rgb(${color.join(' ')})`;
      share!.className = 'share';
      item!.append(key!, name, ' ', share!);
      return item!;
    }),
  );
}

function showShares({ mask, classes }: WebSegmentation): void {
  const counts = classes.map(() => 0);
  for (const label of mask) counts[label]!++;
  for (const [i, share] of Array.from(element('legend').querySelectorAll('.share')).entries()) {
    share.textContent = `${((100 * counts[i]!) / mask.length).toFixed(1)} %`;
  }
}

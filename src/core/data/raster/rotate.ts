import type { Sample } from '../../interfaces/dataset.js';
import { cutSample, type Fill, rawImage } from './raster.js';

/**
 * Turns a sample around its centre and keeps its size: the image bilinearly in a native thread, the label by nearest
 * neighbour. What comes from beyond the sample is filled.
 * @param radians clockwise, as the y axis points down
 */
export async function rotateSample(sample: Sample, radians: number, fill: Fill): Promise<Sample> {
  const { width, height } = sample;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
  // X = R (x - c) + c, with pixel centres at whole numbers. libvips keeps the box around R x and moves the picture in it.
  const shiftX = centerX - cos * centerX + sin * centerY;
  const shiftY = centerY - sin * centerX - cos * centerY;
  const [wholeX, wholeY] = [Math.round(shiftX), Math.round(shiftY)];
  const { data, info } = await rawImage(sample)
    .affine([cos, -sin, sin, cos], {
      interpolator: 'bilinear',
      background: rgb(fill.color),
      odx: shiftX - wholeX,
      ody: shiftY - wholeY,
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const left = wholeX + Math.round(Math.min(0, cos * width) + Math.min(0, -sin * height));
  const top = wholeY + Math.round(Math.min(0, sin * width) + Math.min(0, cos * height));
  const turned = {
    id: sample.id,
    width: info.width,
    height: info.height,
    image: data,
    label: new Uint8Array(info.width * info.height),
  };
  const { image } = cutSample(turned, { left: -left, top: -top, width, height }, fill);
  const label = new Uint8Array(width * height).fill(fill.label);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const fromX = Math.round(cos * (x - centerX) + sin * (y - centerY) + centerX);
      const fromY = Math.round(-sin * (x - centerX) + cos * (y - centerY) + centerY);
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) label[i] = sample.label[fromY * width + fromX]!;
    }
  }
  return { id: sample.id, width, height, image, label };
}

function rgb([r, g, b]: Fill['color']) {
  return { r, g, b };
}

import { join } from 'node:path';
import type { Normalization } from '../core/data/loading/normalization.js';
import { drawLegend } from '../core/data/raster/legend.js';
import { sharp } from '../core/data/raster/sharp.js';
import { encodeOverlay } from '../core/evaluation/overlay.js';
import { predictMask } from '../core/evaluation/predict-mask.js';
import { makeFolder } from '../core/files/make-folder.js';
import { writeWhole } from '../core/files/write-whole.js';
import type { ClassInfo, Sample } from '../core/interfaces/dataset.js';
import { predictProbabilities } from '../core/model/inference.js';
import type { BuiltRun } from '../core/run/build.js';

/** Draws the first validation images beside truth and prediction, one PNG each. */
export async function drawOverlays(
  { model, dataset, validation }: Pick<BuiltRun, 'model' | 'dataset' | 'validation'>,
  normalization: Normalization,
  count: number,
  folder: string,
): Promise<void> {
  await makeFolder(folder);
  for (let i = 0; i < Math.min(count, validation.size); i++) {
    const sample = await validation.sample(i);
    const mask = await predictMask((image) => predictProbabilities(model, image), sample, normalization);
    await writeWhole(join(folder, `${sample.id}.png`), await encodePanel(sample, mask, dataset.classes));
  }
}

/** Image, truth and prediction side by side, and below them the classes of both. */
async function encodePanel(sample: Sample, prediction: Uint8Array, classes: readonly ClassInfo[]): Promise<Buffer> {
  const { image, width, height, label } = sample;
  const tiles = await Promise.all([
    sharp(image, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
    ...[label, prediction].map((mask) => encodeOverlay({ image, width, height, mask }, classes)),
  ]);
  const legend = await drawLegend(width * tiles.length, [label, prediction], classes, { transparent: true });
  const size = { width: legend.width, height: height + legend.height };
  return sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite([
      ...tiles.map((input, i) => ({ input, left: i * width, top: 0 })),
      { input: legend.png, left: 0, top: height },
    ])
    .removeAlpha()
    .png()
    .toBuffer();
}

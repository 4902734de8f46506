import { BatchLoader } from '../core/data/loading/loader.js';
import { contactSheet } from '../core/data/raster/contact-sheet.js';
import type { Sample } from '../core/interfaces/dataset.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { openDataset } from '../core/run/build.js';
import { type ConfigSource, readConfig } from './config.js';

export interface BrowseOptions extends ConfigSource {
  /** Split to show; the training split by default. */
  readonly split?: string;
  /** Images to show; 12 by default. */
  readonly count?: number;
}

/** Images of a split as training sees them, augmented, beside their masks. Returns a PNG. */
export async function browse({ split, count = 12, ...source }: BrowseOptions): Promise<Buffer> {
  const { registry, config } = await readConfig(source);
  try {
    const dataset = await openDataset(registry, config);
    const loader = new BatchLoader(dataset.split(split ?? config.trainer.trainSplit), {
      batchSize: 1,
      transforms: config.transforms.map((transform) => registry.build(transform)),
      random: new RandomStreams(config.trainer.seed),
      ignoreIndex: dataset.ignoreIndex,
      classCount: dataset.classes.length,
    });
    const samples: Sample[] = [];
    for (let i = 0; i < count; i++) {
      const { images, labels, ids, height, width } = await loader.next();
      samples.push({ id: ids[0]!, height, width, image: images, label: Uint8Array.from(labels) });
    }
    await loader.close();
    return await contactSheet(samples, dataset.classes);
  } finally {
    registry.dispose();
  }
}

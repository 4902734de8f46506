import { type DataScan, scanDataset } from '../core/data/inspection/scan.js';
import type { SplitProgress } from '../core/interfaces/dataset.js';
import { type ConfigSource, readConfig } from './config.js';

/** Reads every file of a configuration's data set: statistics, and everything that is wrong. */
export async function scanData(source: ConfigSource, progress?: SplitProgress): Promise<DataScan> {
  const { registry, config } = await readConfig(source);
  try {
    const { trainSplit, allowEmptyClasses } = config.trainer;
    return await scanDataset(registry.build(config.data), { trainSplit, allowEmptyClasses, progress });
  } finally {
    registry.dispose();
  }
}

import { type DataScan, scanDataset } from '../core/data/inspection/scan.js';
import type { ClassInfo, SplitProgress } from '../core/interfaces/dataset.js';
import { type ConfigSource, readConfig } from './config.js';

/** Reads every file of a configuration's data set: statistics, and everything that is wrong. */
export async function scanData(
  source: ConfigSource,
  progress?: SplitProgress,
): Promise<DataScan & { readonly classes: readonly ClassInfo[] }> {
  const { registry, config } = await readConfig(source);
  try {
    const dataset = registry.build(config.data);
    const { trainSplit, allowEmptyClasses } = config.trainer;
    const scan = await scanDataset(dataset, { trainSplit, allowEmptyClasses, progress });
    return { ...scan, classes: dataset.classes };
  } finally {
    registry.dispose();
  }
}

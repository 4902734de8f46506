import type { PublishedWeights } from '../../core/weights/published.js';
import { plainTable } from '../print.js';
import { inYaml } from './model-table.js';

/** A row for each file; `file` is its place where it has been fetched. */
export function publishedWeightsTable(files: readonly (PublishedWeights & { readonly file?: string })[]): string {
  const table = plainTable(['name', 'backbone', 'MB', 'licence', 'fetched'], ['left', 'right', 'left', 'left']);
  for (const { name, backbone, megabytes, licence, file } of files) {
    table.push([name, inYaml(backbone), `${megabytes}`, licence, file ? 'yes' : 'no']);
  }
  return table.toString();
}

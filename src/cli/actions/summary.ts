import { summarize } from '../../api/summarize.js';
import { type ConfigOptions, overrides } from '../options.js';
import { give, say } from '../output.js';
import { formatSummary } from '../tables/model-table.js';

export interface SummaryCommandOptions extends ConfigOptions {
  readonly size?: { readonly height: number; readonly width: number };
}

export async function printSummary(config: string | undefined, options: SummaryCommandOptions): Promise<void> {
  const summary = await summarize({ config, set: overrides(options), size: options.size });
  say(formatSummary(summary));
  give(summary);
}

import { browse } from '../../api/browse.js';
import { writeWhole } from '../../core/files/write-whole.js';
import type { BrowseCommandOptions } from '../commands/browse.js';
import { say } from '../output.js';

export async function runBrowse(
  config: string | undefined,
  { out, split, count, set }: BrowseCommandOptions,
): Promise<void> {
  await writeWhole(out, await browse({ config, set, split, count }));
  say(out);
}

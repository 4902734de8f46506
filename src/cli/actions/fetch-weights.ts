import { SingleBar } from 'cli-progress';
import { download } from '../../core/weights/download.js';
import { give, say, showsProgress } from '../output.js';

export async function fetchWeights(url: string, { sha256 }: { readonly sha256: string }): Promise<void> {
  const bar = new SingleBar({ format: '{bar} {percentage} %  {value} of {total} MB', clearOnComplete: true });
  const file = await download({ url, sha256 }, (done, total) => {
    if (!showsProgress() || total === undefined) return;
    if (!bar.isActive) bar.start(Math.ceil(total / 1e6), 0);
    bar.update(Math.round(done / 1e6));
  }).finally(() => bar.stop());
  say(file);
  give({ file });
}

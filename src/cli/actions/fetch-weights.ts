import { SingleBar } from 'cli-progress';
import { noChecksum, unknownWeights } from '../../core/errors/downloads.js';
import { ContrasegError } from '../../core/errors/index.js';
import { download, type PublishedFile } from '../../core/weights/download.js';
import { IMAGENET_WEIGHTS } from '../../plugins/backbones/imagenet-weights.js';
import { give, say, showsProgress } from '../output.js';

export async function fetchWeights(nameOrUrl: string, { sha256 }: { readonly sha256?: string }): Promise<void> {
  const published = publishedFile(nameOrUrl, sha256);
  const bar = new SingleBar({ format: '{bar} {percentage} %  {value} of {total} MB', clearOnComplete: true });
  const file = await download(published, (done, total) => {
    if (!showsProgress() || total === undefined) return;
    if (!bar.isActive) bar.start(Math.ceil(total / 1e6), 0);
    bar.update(Math.round(done / 1e6));
  }).finally(() => bar.stop());
  say(file);
  give({ file });
}

function publishedFile(nameOrUrl: string, sha256: string | undefined): PublishedFile {
  if (!URL.canParse(nameOrUrl)) {
    const known = IMAGENET_WEIGHTS.find(({ name }) => name === nameOrUrl);
    if (known) return known;
    const names = IMAGENET_WEIGHTS.map(({ name }) => name);
    throw new ContrasegError(unknownWeights(nameOrUrl, names));
  }
  if (sha256 === undefined) throw new ContrasegError(noChecksum(nameOrUrl));
  return { url: nameOrUrl, sha256 };
}

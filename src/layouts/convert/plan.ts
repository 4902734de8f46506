import { basename, dirname, extname, join } from 'node:path';
import type { FoundSample } from '../layout.js';

/** Where an image and its mask go. */
export interface PlannedConversion {
  readonly sample: FoundSample;
  readonly image: string;
  readonly mask: string;
}

/** `images/<split>` and `labels/<split>` of a new folder; images of one name get that of their folder in front. */
export function planConversion(out: string, splits: ReadonlyMap<string, readonly FoundSample[]>): PlannedConversion[] {
  return [...splits].flatMap(([split, samples]) => {
    const taken = new Set<string>();
    return samples.map((sample) => {
      const name = freeName(sample, taken);
      taken.add(name);
      return {
        sample,
        image: join(out, 'images', split, `${name}${extname(sample.image)}`),
        mask: join(out, 'labels', split, `${name}.png`),
      };
    });
  });
}

function freeName({ id, image }: FoundSample, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  const inFolder = `${basename(dirname(image))}-${id}`;
  for (let i = 2, name = inFolder; ; i++) {
    if (!taken.has(name)) return name;
    name = `${inFolder}-${i}`;
  }
}

import { createRequire } from 'node:module';
import type sharpModule from 'sharp';
import type { Sharp, SharpInput, SharpOptions } from 'sharp';

const load = createRequire(import.meta.url);
let module: typeof sharpModule | undefined;

/**
 * A pipeline of sharp, which is loaded with the first one: commands that read no image need not wait for it.
 * Its cache is off, because libvips remembers what it decoded by the file's name: a WebP that was written anew would be read
 * as it was before.
 */
export function sharp(input?: SharpInput | SharpInput[] | SharpOptions, options?: SharpOptions): Sharp {
  if (!module) {
    module = load('sharp') as typeof sharpModule;
    module.cache(false);
  }
  return module(input as SharpInput, options);
}

import type { z } from 'zod';
import type { RandomStreams } from '../../src/core/random/random-streams.js';
import { FcnHead, FcnOptions } from '../../src/plugins/heads/fcn.js';

/** With the defaults of a config. */
export function fcnHead(options: Omit<z.input<typeof FcnOptions>, 'weights'>, random?: RandomStreams): FcnHead {
  return new FcnHead({ ...FcnOptions.parse(options), weights: undefined }, random);
}

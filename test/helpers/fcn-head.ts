import type { RandomStreams } from '../../src/core/random/random-streams.js';
import { FcnHead, FcnOptions } from '../../src/plugins/heads/fcn.js';

/** The plain head with its defaults but for the channels. */
export function fcnHead(channels: number, random?: RandomStreams): FcnHead {
  return new FcnHead({ ...FcnOptions.parse({ channels }), weights: undefined }, random);
}

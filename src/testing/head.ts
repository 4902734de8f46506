import type { Head } from '../core/interfaces/head.js';
import { buildSegmentationModel } from '../core/model/build.js';
import { checkNetwork } from './network.js';
import { ProbeBackbone } from './probes.js';
import { suite } from './suite.js';

/**
 * Tries a head for what the interface promises, with two and with seven classes, on feature maps c2, c3 and c4 at strides
 * 4, 8 and 16. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal head at each call
 */
export function testHead(create: () => Head): Promise<void> {
  return suite('head', async () => {
    for (const classCount of [2, 7]) {
      await checkNetwork(() => buildSegmentationModel({ backbone: new ProbeBackbone(), head: create(), classCount }));
    }
  });
}

import assert from 'node:assert/strict';
import type { Backbone } from '../core/interfaces/backbone.js';
import { buildSegmentationModel } from '../core/model/build.js';
import { checkNetwork } from './network.js';
import { ProbeHead } from './probes.js';
import { suite } from './suite.js';

/**
 * Tries a backbone for what the interface promises: declared features, sizes, gradients, stable names and first values,
 * export. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal backbone at each call
 */
export function testBackbone(create: () => Backbone): Promise<void> {
  return suite('backbone', () =>
    checkNetwork(async () => {
      const model = await buildSegmentationModel({ backbone: create(), head: new ProbeHead(), classCount: 3 });
      const strides = Object.values(model.features).map((feature) => feature.stride);
      assert.ok(strides.length > 0, 'a backbone offers at least one feature map');
      assert.ok(
        strides.every((stride, i) => Number.isInteger(stride) && stride >= (strides[i - 1] ?? 1)),
        `features are declared from shallow to deep, with whole strides; found ${strides.join(', ')}`,
      );
      return model;
    }));
}

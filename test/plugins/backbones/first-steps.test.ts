import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { softmaxCrossEntropy } from '../../../src/core/engine/index.js';
import type { Backbone } from '../../../src/core/interfaces/backbone.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { ConvNextBackbone, ConvNextOptions } from '../../../src/plugins/backbones/convnext/convnext.js';
import { HrnetBackbone, HrnetOptions } from '../../../src/plugins/backbones/hrnet/hrnet.js';
import { MitBackbone, MitOptions } from '../../../src/plugins/backbones/mit/mit.js';
import { FcnHead, FcnOptions } from '../../../src/plugins/heads/fcn.js';
import { AdamOptimizer, AdamOptions } from '../../../src/plugins/optimizers/adam.js';
import { stepAt } from '../../helpers/contrast-batch.js';
import { useFastest } from '../../helpers/engines.js';
import { lossOf } from '../../helpers/training-parts.js';

const NETWORKS: Readonly<Record<string, (random: RandomStreams) => Backbone>> = {
  hrnet: (random) => new HrnetBackbone({ ...HrnetOptions.parse({ width: 18 }), weights: undefined }, random),
  mit: (random) => new MitBackbone({ ...MitOptions.parse({}), weights: undefined }, random),
  convnext: (random) => new ConvNextBackbone({ ...ConvNextOptions.parse({}), weights: undefined }, random),
};

for (const [name, create] of Object.entries(NETWORKS)) {
  test.serial(`a few steps of ${name} from random weights lower the loss of a batch`, async (t) => {
    await useFastest();
    const random = new RandomStreams(1);
    const head = new FcnHead({ ...FcnOptions.parse({ channels: 16, feature: 'c5' }), weights: undefined }, random);
    const model = await buildSegmentationModel({ backbone: create(random), head, classCount: 3 });
    const inputs = {
      images: tf.randomNormal<tf.Rank.R4>([2, 64, 64, 3], 0, 1, 'float32', 1),
      labels: tf.tensor3d([0, 1, 2, 0, 1, 2, 0, 1], [2, 2, 2], 'int32'), // of the deepest map's cells
      labelValues: new Int32Array(),
    };
    const loss = lossOf(({ logits, labels }) => softmaxCrossEntropy(logits, labels, { ignoreIndex: 255 }));
    const optimizer = new AdamOptimizer(AdamOptions.parse({ learningRate: 1e-3 }));
    const step = new TrainStep({ model, losses: [{ name: 'loss', loss }], optimizer });
    const results = [0, 1, 2].map((i) => step.run(inputs, stepAt(i), 1));
    t.true(results.every(({ total, gradientNorm }) => Number.isFinite(total) && Number.isFinite(gradientNorm)));
    t.true(results.at(-1)!.total < 0.9 * results[0]!.total, results.map(({ total }) => total.toFixed(3)).join(' '));
    optimizer.dispose();
    model.dispose();
  });
}

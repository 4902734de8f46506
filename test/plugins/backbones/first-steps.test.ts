import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { softmaxCrossEntropy } from '../../../src/core/engine/index.js';
import type { Backbone } from '../../../src/core/interfaces/backbone.js';
import { buildSegmentationModel } from '../../../src/core/model/build.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { TrainStep } from '../../../src/core/training/train-step.js';
import { ConvNext } from '../../../src/plugins/backbones/convnext/convnext.js';
import { HrNet } from '../../../src/plugins/backbones/hrnet/hrnet.js';
import { Mit } from '../../../src/plugins/backbones/mit/mit.js';
import { SegFormer } from '../../../src/plugins/heads/segformer.js';
import { stepAt } from '../../helpers/contrast-batch.js';
import { useFastest } from '../../helpers/engines.js';
import { lossOf, RecordingOptimizer } from '../../helpers/training-parts.js';

const NETWORKS: Readonly<Record<string, (random: RandomStreams) => Backbone>> = {
  hrnet: (random) => HrNet.create({ width: 18 }, random),
  mit: (random) => Mit.create({}, random),
  convnext: (random) => ConvNext.create({}, random),
};

for (const [name, create] of Object.entries(NETWORKS)) {
  test.serial(`every parameter of ${name} gets a gradient that is finite and lowers the loss`, async (t) => {
    await useFastest();
    const random = new RandomStreams(1);
    const head = SegFormer.create({ channels: 16 }, random);
    const model = await buildSegmentationModel({ backbone: create(random), head, classCount: 3 });
    const loss = lossOf('loss', ({ logits, labels }) => softmaxCrossEntropy(logits, labels, { ignoreIndex: 255 }));
    const optimizer = new RecordingOptimizer();
    const step = new TrainStep({ model, losses: [loss], optimizer });
    const images = tf.randomNormal<tf.Rank.R4>([2, 64, 64, 3], 0, 1, 'float32', 1);
    const cells = Int32Array.from({ length: 2 * 16 * 16 }, (_, i) => (i & 4 ? 1 : i & 64 ? 2 : 0));
    const inputs = { images, labels: tf.tensor3d(cells, [2, 16, 16], 'int32'), labelValues: cells };
    const before = step.run(inputs, stepAt(0), 1);
    t.true(Number.isFinite(before.total) && Number.isFinite(before.gradientNorm));

    const gradients = optimizer.steps[0]!;
    t.deepEqual(
      model.parameters.map((parameter) => parameter.name).filter((parameter) => !(parameter in gradients)),
      [],
    );
    tf.tidy(() => {
      const rate = 0.05 / before.gradientNorm;
      for (const { name: parameter, variable } of model.parameters) {
        variable.assign(variable.sub(tf.tensor(gradients[parameter]!, variable.shape).mul(rate)));
      }
    });
    const after = step.run(inputs, stepAt(1), 1);
    t.true(after.total < before.total, `${before.total} -> ${after.total}`);
    model.dispose();
  });
}

import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { LayersModelBackbone } from '../../src/plugins/backbones/layers-model.js';
import { MobileNetV2Backbone } from '../../src/plugins/backbones/mobilenet-v2.js';
import { TinyBackbone } from '../../src/plugins/backbones/tiny.js';
import { DeepLabV3PlusHead } from '../../src/plugins/heads/deeplab-v3-plus.js';
import { FcnHead } from '../../src/plugins/heads/fcn.js';
import { CrossEntropyLoss } from '../../src/plugins/losses/cross-entropy.js';
import { testBackbone, testHead, testLoss } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';

test.before(() => useEngine('cpu'));

const random = () => new RandomStreams(1);

test.serial('tiny conforms', async (t) => {
  await t.notThrowsAsync(testBackbone(() => new TinyBackbone({ channels: [4, 6, 8] }, random())));
});

for (const outputStride of [8, 16, 32] as const) {
  test.serial(`mobilenet-v2 at output stride ${outputStride} conforms`, async (t) => {
    const options = { outputStride, widthMultiplier: 0.1, weights: undefined };
    await t.notThrowsAsync(testBackbone(() => new MobileNetV2Backbone(options, random())));
  });
}

test.serial('layers-model conforms', async (t) => {
  const model = () => {
    const input = tf.input({ shape: [64, 64, 3] });
    const down = (name: string, seed: number) =>
      tf.layers.conv2d({
        name,
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      });
    return tf.model({ inputs: input, outputs: down('two', 2).apply(down('one', 1).apply(input)) as tf.SymbolicTensor });
  };
  const features = { c1: 'one', c2: 'two' };
  await t.notThrowsAsync(testBackbone(() => new LayersModelBackbone({ model: model(), features })));
});

test.serial('fcn conforms', async (t) => {
  await t.notThrowsAsync(testHead(() => new FcnHead({ channels: 4 }, random())));
});

test.serial('deeplab-v3-plus conforms', async (t) => {
  const options = { channels: 6, rates: [2, 3], skipChannels: 4 };
  await t.notThrowsAsync(testHead(() => new DeepLabV3PlusHead(options, random())));
});

test.serial('cross-entropy conforms', async (t) => {
  await t.notThrowsAsync(testLoss(() => new CrossEntropyLoss({ weight: 1, classWeights: [1, 2, 0, 1] }, random())));
  const auxiliary = { feature: 'c5', weight: 0.4 };
  await t.notThrowsAsync(testLoss(() => new CrossEntropyLoss({ weight: 1, auxiliary }, random())));
});

test.serial('a backbone that draws anew each time, or declares a wrong stride, does not conform', async (t) => {
  class Careless extends TinyBackbone {
    constructor() {
      super({ channels: [4] }, new RandomStreams(Careless.built++));
    }
    static built = 0;
  }
  t.regex((await t.throwsAsync(testBackbone(() => new Careless()))).message, /starts differently each time/);

  class Wrong extends TinyBackbone {
    override readonly features = { c1: { channels: 4, stride: 4 } };
  }
  const wrong = await t.throwsAsync(testBackbone(() => new Wrong({ channels: [4] }, random())));
  t.regex(wrong.message, /feature map "c1" of a 4x8 image/);
});

test.serial('a loss that is not finite on an unlabelled batch does not conform', async (t) => {
  class Careless extends CrossEntropyLoss {
    override compute(inputs: Parameters<CrossEntropyLoss['compute']>[0]): tf.Scalar {
      const labelled = inputs.labelValues.filter((label) => label !== 255).length;
      return tf.tidy(() => super.compute(inputs).mul<tf.Scalar>(labelled / labelled));
    }
  }
  const error = await t.throwsAsync(testLoss(() => new Careless({ weight: 1 }, random())));
  t.is(error.message, 'no labelled pixel: the loss is not finite');
});

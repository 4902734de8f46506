import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../../src/core/engine/index.js';
import { convolutionBlock } from '../../src/core/layers/blocks.js';
import { heNormal } from '../../src/core/layers/initialization.js';
import { resizeBilinear } from '../../src/core/layers/resize-bilinear.js';
import { buildSegmentationModel } from '../../src/core/model/build.js';
import { fuseBatchNormalizations } from '../../src/core/model/fuse-batch-normalization.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { MobileNetV2 } from '../../src/plugins/backbones/mobilenet-v2.js';
import { DeepLabV3Plus } from '../../src/plugins/heads/deeplab-v3-plus.js';
import { Sgd } from '../../src/plugins/optimizers/sgd.js';

const CLASSES = 11;

/** A training step: forward, backward and the optimizer's update, until the loss is on the host. */
export interface Network {
  step(): number;
}

/** Twelve blocks of 3x3 convolution, batch norm and ReLU on 8x48x64x64; the loss is the mean of the output. */
export function convolutionStack(): Network {
  const input = tf.input({ shape: [null, null, 64] });
  const kernels = heNormal(new RandomStreams(1));
  let x = input;
  for (let i = 0; i < 12; i++) x = convolutionBlock(x, { name: `stack${i}`, filters: 64, kernelSize: 3, kernels });
  const model = tf.model({ inputs: input, outputs: x });
  fuseBatchNormalizations([x]);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const image = tf.randomNormal([8, 48, 64, 64]);
  return training(variables, () => (model.apply(image, { training: true }) as tf.Tensor).mean());
}

/** MobileNetV2 at output stride 16 with DeepLabV3+ on 240x320 images, cross-entropy at full size. */
export async function deeplab(batch: number): Promise<Network> {
  const backbone = MobileNetV2.create({ outputStride: 16, widthMultiplier: 1 });
  const head = DeepLabV3Plus.create();
  const model = await buildSegmentationModel({ backbone, head, classCount: CLASSES });
  const image = tf.randomNormal<tf.Rank.R4>([batch, 240, 320, 3]);
  const labels = tf.randomUniform([batch, 240, 320], 0, CLASSES, 'int32');
  const variables = model.parameters.map((parameter) => parameter.variable);
  return training(variables, () => {
    const { logits } = model.forward(image, { training: true });
    return softmaxCrossEntropy(resizeBilinear(logits, 240, 320), labels, { ignoreIndex: 255 });
  });
}

function training(variables: tf.Variable[], loss: () => tf.Scalar): Network {
  const updater = Sgd.create().setup(
    variables.map((variable) => ({ name: variable.name, variable, group: 'head', decay: variable.rank > 1 })),
  );
  return {
    step: () =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, variables);
        updater.step(grads, 1);
        return value.dataSync()[0]!;
      }),
  };
}

import * as tf from '@tensorflow/tfjs';
import { variableGradients } from '../../src/core/engine/gradients/variable-gradients.js';
import { softmaxCrossEntropy } from '../../src/core/engine/index.js';
import type { Backbone } from '../../src/core/interfaces/backbone.js';
import type { Head } from '../../src/core/interfaces/head.js';
import { convolutionBlock } from '../../src/core/layers/blocks.js';
import { heNormal } from '../../src/core/layers/initialization.js';
import { resizeBilinear } from '../../src/core/layers/resize-bilinear.js';
import { buildSegmentationModel } from '../../src/core/model/build.js';
import { fuseBatchNormalizations } from '../../src/core/model/fuse-batch-normalization.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { MobileNetV2 } from '../../src/plugins/backbones/mobilenet-v2.js';
import { ResNet } from '../../src/plugins/backbones/resnet/resnet.js';
import { DeepLabV3 } from '../../src/plugins/heads/deeplab-v3.js';
import { DeepLabV3Plus } from '../../src/plugins/heads/deeplab-v3-plus.js';
import { Sgd } from '../../src/plugins/optimizers/sgd.js';

/** A training step: forward, backward and the optimizer's update, until the loss is on the host. */
export type Step = () => void;

/** Twelve blocks of 3x3 convolution, batch norm and ReLU on 8x48x64x64; the loss is the mean of the output. */
function convolutionStack(): Step {
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

/** On random images, cross-entropy at full size. */
async function segmentation(
  parts: { readonly backbone: Backbone; readonly head: Head },
  classCount: number,
  [batch, height, width]: readonly [number, number, number],
): Promise<Step> {
  const model = await buildSegmentationModel({ ...parts, classCount });
  const image = tf.randomNormal<tf.Rank.R4>([batch, height, width, 3]);
  const labels = tf.randomUniform([batch, height, width], 0, classCount, 'int32');
  const variables = model.parameters.map((parameter) => parameter.variable);
  return training(variables, () => {
    const { logits } = model.forward(image, { training: true });
    return softmaxCrossEntropy(resizeBilinear(logits, height, width), labels, { ignoreIndex: 255 });
  });
}

const mobileNet = (batch: number) => {
  const backbone = MobileNetV2.create({ outputStride: 16, widthMultiplier: 1 });
  return segmentation({ backbone, head: DeepLabV3Plus.create() }, 11, [batch, 240, 320]);
};

const resNet = () => {
  const backbone = ResNet.create({ depth: 50, outputStride: 16 });
  return segmentation({ backbone, head: DeepLabV3.create({ variant: 'torchvision' }) }, 19, [2, 256, 512]);
};

function training(variables: tf.Variable[], loss: () => tf.Scalar): Step {
  const updater = Sgd.create().setup(
    variables.map((variable) => ({ name: variable.name, variable, group: 'head', decay: variable.rank > 1 })),
  );
  return () =>
    tf.tidy(() => {
      const { value, grads } = variableGradients(loss, variables);
      updater.step(grads, 1);
      value.dataSync();
    });
}

/** By the names that bench/peer/networks.py gives them, too. */
export const NETWORKS: Readonly<Record<string, () => Step | Promise<Step>>> = {
  stack: convolutionStack,
  'deeplab-v3-plus': () => mobileNet(8),
  /** Eight images take more than the 4 GB that WebAssembly can address. */
  'deeplab-v3-plus, batch 1': () => mobileNet(1),
  'deeplab-v3': resNet,
};

import * as tf from '@tensorflow/tfjs';
import { createModel } from '../../src/api/create-model.js';
import type { Batch } from '../../src/core/data/loading/batch.js';
import { IMAGENET_NORMALIZATION } from '../../src/core/data/loading/normalization.js';
import { batchTensors } from '../../src/core/data/loading/tensors.js';
import { variableGradients } from '../../src/core/engine/gradients/variable-gradients.js';
import { type EngineRequest, selectEngine } from '../../src/core/engine/index.js';
import type { OpenDataset } from '../../src/core/interfaces/dataset.js';
import { setUpLoss } from '../../src/core/training/named-losses.js';
import { CrossEntropy } from '../../src/plugins/losses/cross-entropy.js';

/** One forward and backward pass of MobileNetV2 at output stride 16 with DeepLabV3+, as training runs it. */
export async function trainingStep(engineName: string, dataset: OpenDataset) {
  const engine = await selectEngine(engineName as EngineRequest);
  const model = await createModel({
    backbone: { type: 'mobilenet-v2', outputStride: 16 },
    head: { type: 'deeplab-v3-plus' },
    classes: dataset.classes.length,
    engine: engineName as EngineRequest,
  });
  const info = { iteration: 0, totalIterations: 1, epoch: 0, iterationsPerEpoch: 1 };
  const { term } = setUpLoss('cross-entropy', CrossEntropy.create(), {
    ...info,
    classCount: dataset.classes.length,
    ignoreIndex: dataset.ignoreIndex,
    features: model.features,
    trainingImages: 1,
  });
  const run = async (batch: Batch): Promise<void> => {
    const { images, labels } = batchTensors(batch, IMAGENET_NORMALIZATION);
    const { value, grads } = variableGradients(
      () =>
        term.compute({
          images,
          logits: model.forward(images, { training: true }).logits,
          features: {},
          labels,
          labelValues: batch.labels,
          step: info,
        }),
      model.parameters.map(({ variable }) => variable),
    );
    await value.data();
    tf.dispose([images, labels, value, grads]);
  };
  return { engine: engine.name, run };
}

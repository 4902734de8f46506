import * as tf from '@tensorflow/tfjs';
import { createModel } from '../../src/api/create-model.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { setUpLoss } from '../../src/core/training/named-losses.js';
import { TrainStep } from '../../src/core/training/train-step.js';
import { CrossEntropy } from '../../src/plugins/losses/cross-entropy.js';
import { Sgd } from '../../src/plugins/optimizers/sgd.js';
import { PixelContrast } from '../../src/plugins/pixel-contrast/index.js';
import { PixelContrastTerm } from '../../src/plugins/pixel-contrast/pixel-contrast-term.js';

const [BATCH, HEIGHT, WIDTH, CLASSES] = [8, 240, 320, 11];
/** Of CamVid: banks of 3670 and 367 rows per class. */
const TRAINING_IMAGES = 367;
const schedule = { totalIterations: 4000, iterationsPerEpoch: 46 };

/** A step of MobileNetV2 with DeepLabV3+ at 8x240x320, alone or with contrast and both banks full. */
export async function trainingStep(withContrast: boolean): Promise<() => void> {
  const contrast = withContrast ? [PixelContrast.create({ warmup: 0 }, new RandomStreams(1))] : [];
  const step = await build(contrast);
  let iteration = 0;
  return () => step(iteration++);
}

async function build(more: InstanceType<typeof PixelContrast.component>[]): Promise<(iteration: number) => void> {
  const model = await createModel({
    backbone: { type: 'mobilenet-v2', outputStride: 16 },
    head: { type: 'deeplab-v3-plus' },
    classes: CLASSES,
    engine: 'native-cpu',
  });
  const context = { classCount: CLASSES, ignoreIndex: 255, features: model.features, trainingImages: TRAINING_IMAGES };
  const crossEntropy = CrossEntropy.create();
  const losses = [crossEntropy, ...more].map((loss, i) => setUpLoss(`loss-${i}`, loss, { ...context, ...schedule }));
  for (const { term } of losses) if (term instanceof PixelContrastTerm) fill(term);
  const train = new TrainStep({ model, losses, optimizer: Sgd.create() });
  const images = tf.randomNormal<tf.Rank.R4>([BATCH, HEIGHT, WIDTH, 3], 0, 1, 'float32', 1);
  // Stripes of all classes, so that every image brings every class.
  const labelValues = Int32Array.from(
    { length: BATCH * HEIGHT * WIDTH },
    (_, i) => Math.floor((i % WIDTH) / 30) % CLASSES,
  );
  const labels = tf.tensor3d(labelValues, [BATCH, HEIGHT, WIDTH], 'int32');
  return (iteration) => train.run({ images, labels, labelValues }, { iteration, epoch: 0, ...schedule }, 1);
}

/** Fills every bank with random directions. */
function fill(loss: PixelContrastTerm): void {
  for (const bank of loss.memory) {
    for (let classId = 0; classId < CLASSES; classId++) {
      tf.tidy(() => {
        const rows = tf.randomNormal<tf.Rank.R2>([bank.capacity, 256], 0, 1, 'float32', classId);
        const embeddings = tf.div<tf.Tensor2D>(rows, tf.norm(rows, 2, 1, true));
        // One pixel per group: a region bank keeps one row for each.
        const groups = Array.from({ length: bank.capacity }, (_, image) => ({
          image,
          classId,
          pixels: Int32Array.of(0),
        }));
        bank.push({ groups, embeddings });
      });
    }
  }
}

import * as tf from '@tensorflow/tfjs';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { setUpLoss } from '../../src/core/training/named-losses.js';
import { type StepInputs, type StepLoss, TrainStep } from '../../src/core/training/train-step.js';
import { CrossEntropy } from '../../src/plugins/losses/cross-entropy.js';
import { Sgd } from '../../src/plugins/optimizers/sgd.js';
import {
  PixelBank,
  PixelContrast,
  type PixelContrastTerm,
  RegionBank,
} from '../../src/plugins/pixel-contrast/index.js';
import { contrastContext, stepAt } from './contrast-batch.js';
import { tinyModel } from './training-parts.js';

const [SIZE, DIMENSION] = [64, 32];

/** Training steps of a small network with cross-entropy, pixel contrast and both banks full of `rows` rows a class. */
export async function wholeStep(rows: number): Promise<{ run(iteration: number): StepLoss; dispose(): void }> {
  const model = await tinyModel();
  const contrast = PixelContrast.create(
    {
      warmup: 0,
      projection: { dim: DIMENSION },
      memory: [PixelBank.create({ capacity: rows }), RegionBank.create({ capacity: rows })],
    },
    new RandomStreams(3),
  );
  const context = { ...contrastContext(), features: model.features };
  const losses = [CrossEntropy.create(), contrast].map((loss, i) => setUpLoss(`loss-${i}`, loss, context));
  const term = losses[1]!.term as PixelContrastTerm;
  fill(term);
  const optimizer = Sgd.create();
  const step = new TrainStep({ model, losses, optimizer });
  const inputs = stripes();
  return {
    run: (iteration) => step.run(inputs, stepAt(iteration), 1),
    dispose: () => {
      step.updater.dispose();
      term.dispose();
      tf.dispose([inputs.images, inputs.labels]);
    },
  };
}

/** Two images with stripes of three classes. */
function stripes(): StepInputs {
  const random = RandomStream.fromSeed(7);
  const labelValues = Int32Array.from({ length: 2 * SIZE * SIZE }, (_, i) => Math.floor((i % SIZE) / 8) % 3);
  const pixels = Float32Array.from({ length: 2 * SIZE * SIZE * 3 }, () => random.normal());
  return {
    images: tf.tensor4d(pixels, [2, SIZE, SIZE, 3]),
    labels: tf.tensor3d(labelValues, [2, SIZE, SIZE], 'int32'),
    labelValues,
  };
}

/** Fills every bank with random directions. */
function fill(term: PixelContrastTerm): void {
  for (const bank of term.memory) {
    for (let classId = 0; classId < 3; classId++) {
      tf.tidy(() => {
        const rows = tf.randomNormal<tf.Rank.R2>([bank.capacity, DIMENSION], 0, 1, 'float32', classId + 1);
        const pixels = (image: number) => ({ image, classId, pixels: Int32Array.of(0) });
        const groups = Array.from({ length: bank.capacity }, (_, image) => pixels(image));
        bank.push({ groups, embeddings: tf.div(rows, tf.norm(rows, 2, 1, true)) });
      });
    }
  }
}

// Pixel contrast in a training loop of your own: no registry, no config, no trainer.   node examples/standalone-loop/train.js
import * as tf from '@tensorflow/tfjs';
import { PixelBank, PixelContrast, RegionBank, SemiHardExamples } from 'contraseg/pixel-contrast';

const [BATCH, SIZE, CLASSES, STEPS] = [2, 16, 3, 40];

/** Discs of class 1 and 2, told apart by their stripes, on a background of class 0. */
function sample(seed) {
  const labelValues = Int32Array.from({ length: BATCH * SIZE * SIZE }, (_, i) => {
    const [x, y] = [(i % SIZE) - 8 - 3 * Math.sin(seed + (i >> 8)), ((i >> 4) % SIZE) - 8];
    return x * x + y * y < 25 ? 1 + ((seed + (i >> 8)) % 2) : 0;
  });
  const pixels = Float32Array.from(labelValues, (label, i) => (label === 0 ? 0 : Math.cos(label === 1 ? i : i >> 4)));
  return { labelValues, images: tf.tensor4d(pixels, [BATCH, SIZE, SIZE, 1]) };
}

await tf.setBackend('cpu');
const conv = (options) => tf.layers.conv2d({ kernelSize: 3, padding: 'same', activation: 'relu', ...options });
const input = tf.input({ shape: [SIZE, SIZE, 1] });
const features = conv({ filters: 12, strides: 2 }).apply(conv({ filters: 8 }).apply(input));
const logits = tf.layers.conv2d({ kernelSize: 1, filters: CLASSES }).apply(features);
const network = tf.model({ inputs: input, outputs: [logits, features] });

const loss = PixelContrast.create({
  warmup: 5,
  projection: { dim: 32 },
  examples: SemiHardExamples.create(),
  memory: [PixelBank.create(), RegionBank.create()],
});
const schedule = { totalIterations: STEPS, iterationsPerEpoch: 10 };
const term = loss.setup({
  classCount: CLASSES,
  ignoreIndex: 255,
  features: { map: { channels: 12, stride: 2 } },
  trainingImages: 40,
  ...schedule,
});

const optimizer = tf.train.adam(0.01);
for (let iteration = 0; iteration < STEPS; iteration++) {
  const { images, labelValues } = sample(iteration);
  const labels = tf.tensor3d(labelValues, [BATCH, SIZE, SIZE], 'int32');
  const step = { iteration, epoch: Math.floor(iteration / 10), ...schedule };
  const total = optimizer.minimize(() => {
    const [logits, map] = network.apply(images, { training: true });
    const small = tf.oneHot(labels.stridedSlice([0, 0, 0], labels.shape, [1, 2, 2]), CLASSES);
    const crossEntropy = tf.losses.softmaxCrossEntropy(small, logits);
    return crossEntropy.add(
      term.compute({ images, logits, features: { map }, labels, labelValues, step }).mul(loss.weight),
    );
  }, true);
  term.afterStep();
  if (iteration % 10 === 9)
    console.log(iteration + 1, total.dataSync()[0].toFixed(3), JSON.stringify(term.figures.bankRows.value()));
  tf.dispose([images, labels, total]);
}

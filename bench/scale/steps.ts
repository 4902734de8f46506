import * as tf from '@tensorflow/tfjs';
import { createModel } from '../../src/api/create-model.js';
import { ALONE } from '../../src/core/distributed/alone.js';
import { gatherValues } from '../../src/core/distributed/gather-values.js';
import type { Collective } from '../../src/core/interfaces/collective.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { setUpLoss } from '../../src/core/training/named-losses.js';
import { TrainStep } from '../../src/core/training/train-step.js';
import { CrossEntropy } from '../../src/plugins/losses/cross-entropy.js';
import { Sgd } from '../../src/plugins/optimizers/sgd.js';
import { PixelContrast } from '../../src/plugins/pixel-contrast/index.js';
import { type Meter, MeteredCollective } from './metered-collective.js';

const [BATCH, HEIGHT, WIDTH, CLASSES] = [4, 240, 320, 11];
const schedule = { totalIterations: 4000, iterationsPerEpoch: 46 };

/** Who steps in a turn, and by what: each step is a function of the iteration. */
interface Turn {
  readonly name: TurnName;
  readonly run: (iteration: number) => void;
  readonly rank0Only?: boolean;
}

export type TurnName = 'alone' | 'apart' | 'together' | 'contrast apart' | 'contrast together';

export interface StepTimes {
  /** Milliseconds of a step by turn: of each round, the mean over the ranks that stepped. */
  readonly rounds: readonly Readonly<Record<TurnName, number>>[];
  /** Of one step, by turn. */
  readonly collectives: Readonly<Record<string, Readonly<Record<string, Meter>>>>;
  readonly gradientBytes: number;
}

/**
 * Steps of MobileNetV2 with DeepLabV3+ in turns: rank 0 alone, all at once without a word to each other, and together; the
 * latter two with pixel contrast as well, whose banks of 20 rows per image and class hold those of all ranks when together.
 */
export async function timeSteps(collective: Collective, rounds: number, perTurn: number): Promise<StepTimes> {
  const metered = { plain: new MeteredCollective(collective), contrast: new MeteredCollective(collective) };
  const turns: readonly Turn[] = [
    { name: 'alone', run: await makeStep(ALONE, false), rank0Only: true },
    { name: 'apart', run: await makeStep(ALONE, false) },
    { name: 'together', run: await makeStep(metered.plain, false) },
    { name: 'contrast apart', run: await makeStep(ALONE, true) },
    { name: 'contrast together', run: await makeStep(metered.contrast, true) },
  ];
  let iteration = 0;
  const times: Record<TurnName, number>[] = [];
  for (let round = -1; round < rounds; round++) {
    if (round === 0) for (const { meters } of Object.values(metered)) meters.clear();
    const measured: [TurnName, number][] = [];
    for (const { name, run, rank0Only = false } of turns) {
      gatherValues(0, collective);
      const start = performance.now();
      if (!rank0Only || collective.rank === 0) for (let i = 0; i < perTurn; i++) run(iteration++);
      const own = (performance.now() - start) / perTurn;
      const all = gatherValues(own, collective).slice(0, rank0Only ? 1 : undefined);
      measured.push([name, all.reduce((sum, ms) => sum + ms, 0) / all.length]);
    }
    if (round >= 0) times.push(Object.fromEntries(measured) as Record<TurnName, number>);
  }
  const perStep = ({ meters }: MeteredCollective) => {
    const steps = rounds * perTurn;
    return Object.fromEntries(
      [...meters].map(([kind, { calls, bytes, milliseconds }]) => [
        kind,
        { calls: calls / steps, bytes: bytes / steps, milliseconds: milliseconds / steps },
      ]),
    );
  };
  const collectives = { together: perStep(metered.plain), 'contrast together': perStep(metered.contrast) };
  return { rounds: times, collectives, gradientBytes: await gradientBytes() };
}

async function makeStep(collective: Collective, contrast: boolean): Promise<(iteration: number) => void> {
  const model = await newModel();
  const context = { classCount: CLASSES, ignoreIndex: 255, features: model.features, trainingImages: 367, collective };
  const random = new RandomStreams(1);
  const parts = [CrossEntropy.create(), ...(contrast ? [PixelContrast.create({ warmup: 0 }, random)] : [])];
  const losses = parts.map((loss, i) => setUpLoss(`loss-${i}`, loss, { ...context, ...schedule }));
  const step = new TrainStep({ model, losses, optimizer: Sgd.create(), collective, random });
  const images = tf.randomNormal<tf.Rank.R4>([BATCH, HEIGHT, WIDTH, 3], 0, 1, 'float32', 1);
  // Stripes of all classes, so that every image brings every class.
  const stripes = (_: unknown, i: number) => Math.floor((i % WIDTH) / 30) % CLASSES;
  const labelValues = Int32Array.from({ length: BATCH * HEIGHT * WIDTH }, stripes);
  const labels = tf.tensor3d(labelValues, [BATCH, HEIGHT, WIDTH], 'int32');
  return (iteration) => step.run({ images, labels, labelValues }, { iteration, epoch: 0, ...schedule }, 1e-3);
}

function newModel() {
  return createModel({
    backbone: { type: 'mobilenet-v2', outputStride: 16 },
    head: { type: 'deeplab-v3-plus' },
    classes: CLASSES,
    engine: 'native-cpu',
  });
}

async function gradientBytes(): Promise<number> {
  const { parameters } = await newModel();
  return 4 * parameters.reduce((sum, { variable }) => sum + variable.size, 0);
}

import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import {
  BatchLoader,
  DEFAULT_PREFETCH,
  DEFAULT_WORKERS,
  type LoaderOptions,
} from '../../src/core/data/loading/loader.js';
import type { Dataset, DatasetSplit, OpenDataset } from '../../src/core/interfaces/dataset.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { Folder } from '../../src/plugins/datasets/folder.js';
import { Shapes } from '../../src/plugins/datasets/shapes.js';
import { RandomFlip } from '../../src/plugins/transforms/random-flip.js';
import { RandomScaleCrop } from '../../src/plugins/transforms/random-scale-crop.js';
import { trainingStep } from './step.js';

const HELP = `Data pipeline at the recipe of the CamVid presets: scale 0.6-1.6, crop 240x320, flip, batch 8.
  --root <folder>   CamVid in the folder layout; generated images where it is missing
  --engine <name>   engine of the training step (auto)
  --batches <n>     batches that are timed (30)
  --workers <n>     samples prepared at the same time
  --uncached        decode every image anew, which the presets do not
  --no-train        only the pipeline on its own
  --json            one JSON object instead of lines`;

/** Times the pipeline on its own, and then how long training steps wait for it. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      root: { type: 'string', default: '../shared/data/camvid' },
      engine: { type: 'string', default: 'auto' },
      batches: { type: 'string', default: '30' },
      workers: { type: 'string', default: String(DEFAULT_WORKERS) },
      uncached: { type: 'boolean', default: false },
      'no-train': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const batches = Number(values.batches);
  const chosen = chooseDataset(values.root);
  const dataset = await chosen.open();
  const options = { workers: Number(values.workers), cache: !values.uncached };

  const split = dataset.split('train');
  const alone = await timeAlone(recipe(dataset, split, options), batches);
  const training = values['no-train']
    ? undefined
    : await timeTraining(recipe(dataset, split, options), await trainingStep(values.engine, dataset), batches);
  const report = { data: chosen.constructor.name, ...options, prefetch: DEFAULT_PREFETCH, batches, alone, training };
  if (values.json) return console.log(JSON.stringify(report));
  console.log(
    `${report.data}, ${options.workers} workers${options.cache ? '' : ', uncached'}, ${batches} batches of 8`,
  );
  console.log(`alone       ${alone.imagesPerSecond.toFixed(1)} images/s`);
  const [cpu, mainThread] = [alone.cpuMsPerImage, alone.mainThreadMsPerImage].map((ms) => ms.toFixed(2));
  console.log(`per image   ${cpu} ms of CPU, ${mainThread} ms of them in the thread that runs the training loop`);
  if (training) {
    const { engine, stepMs, waitMs, waitShare } = training;
    console.log(
      `training    ${engine}: step ${stepMs.toFixed(1)} ms, of them ${waitMs.toFixed(1)} ms waiting for data`,
    );
    console.log(`data wait   ${(100 * waitShare).toFixed(2)} % of the time (target: below 3 %)`);
  }
}

function chooseDataset(root: string): Dataset {
  if (!existsSync(root)) return Shapes.create({ size: 416 });
  return Folder.create({ root });
}

function recipe(
  dataset: OpenDataset,
  split: DatasetSplit,
  options: Pick<LoaderOptions, 'workers' | 'cache'>,
): BatchLoader {
  return new BatchLoader(split, {
    batchSize: 8,
    ignoreIndex: dataset.ignoreIndex,
    classCount: dataset.classes.length,
    random: new RandomStreams(0),
    transforms: [RandomScaleCrop.create({ min: 0.6, max: 1.6, height: 240, width: 320 }), RandomFlip.create()],
    ...options,
  });
}

/** From the second epoch on, which finds what is kept in memory. */
async function timeAlone(loader: BatchLoader, batches: number) {
  for (let i = 0; i < loader.iterationsPerEpoch; i++) await loader.next();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  for (let i = 0; i < batches; i++) await loader.next();
  const images = 8 * batches;
  const { user, system } = process.cpuUsage(cpu);
  const mainThread = performance.eventLoopUtilization(loop).active;
  const seconds = (performance.now() - start) / 1000;
  await loader.close();
  return {
    imagesPerSecond: images / seconds,
    cpuMsPerImage: (user + system) / 1000 / images,
    mainThreadMsPerImage: mainThread / images,
  };
}

async function timeTraining(loader: BatchLoader, step: Awaited<ReturnType<typeof trainingStep>>, batches: number) {
  for (let i = 0; i < 3; i++) await step.run(await loader.next());
  let waiting = 0;
  const start = performance.now();
  for (let i = 0; i < batches; i++) {
    const asked = performance.now();
    const batch = await loader.next();
    waiting += performance.now() - asked;
    await step.run(batch);
  }
  const total = performance.now() - start;
  await loader.close();
  return { engine: step.engine, stepMs: total / batches, waitMs: waiting / batches, waitShare: waiting / total };
}

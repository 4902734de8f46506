import { dirname } from 'node:path';
import cliProgress from 'cli-progress';
import { loadSegmenter, type Segmentation, type Segmenter } from '../../api/segmenter.js';
import { ContrasegError, type Problem } from '../../core/errors/index.js';
import { encodeMask, encodeOverlay } from '../../core/evaluation/overlay.js';
import { describeTiles } from '../../core/evaluation/tiles.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { writeWhole } from '../../core/files/write-whole.js';
import { encodeSafetensors } from '../../core/weights/safetensors.js';
import type { PredictOptions } from '../commands/predict.js';
import { USER_ERROR } from '../exit-codes.js';
import { findImages } from '../find-images.js';
import { predictionSettings } from '../options.js';
import { give, note, say, showsProgress } from '../output.js';
import { type PlannedPrediction, planPredictions } from '../plan-predictions.js';
import { printProblems } from '../print-problems.js';

export async function runPredict(run: string, inputs: readonly string[], options: PredictOptions): Promise<void> {
  const found = await findImages(inputs);
  if (found.images.length === 0) throw new ContrasegError(found.problems);
  const planned = planPredictions(found.images, options);
  const settings = predictionSettings(options);
  const segmenter = await loadSegmenter(run, { set: options.set, checkpoint: options.last ? 'last' : 'best' });
  segmenter.checkOptions({ ...settings, probabilities: options.write?.includes('probabilities') });
  const bar = new ImageBar(planned.length);
  const results: object[] = [];
  const failed: (Problem & { readonly image: string })[] = found.problems.map((each) => ({
    ...each,
    image: each.file,
  }));
  printProblems(found.problems);
  try {
    for (const folder of foldersOf(planned)) await makeFolder(folder);
    for (const each of planned) {
      const problems = await predictFile(segmenter, each, settings, results, bar);
      failed.push(...problems.map((problem) => ({ ...problem, image: each.image })));
      bar.step();
    }
  } finally {
    bar.end();
    segmenter.dispose();
  }
  if (results.length > NAMED) say(`and ${results.length - NAMED} images more: ${options.out ?? '.'}`);
  give({ run, images: results, failed });
  if (failed.length === 0) return;
  process.exitCode = USER_ERROR;
  const count = new Set(failed.map(({ image }) => image)).size;
  const total = planned.length + found.problems.length;
  if (total > 1) note(`${count} of ${total} images failed; the others are written`);
}

/** Images whose files are named; of the others it is said how many they are. */
const NAMED = 10;

/** Those that files lie in, without the working directory. */
function foldersOf(planned: readonly PlannedPrediction[]): Set<string> {
  return new Set(planned.flatMap(({ files }) => Object.values(files).map(dirname)).filter((folder) => folder !== '.'));
}

/**
 * One image that cannot be read does not keep the others from being predicted; a disk that takes no output does.
 * @returns what is wrong with the image
 */
async function predictFile(
  segmenter: Segmenter,
  { image, files }: PlannedPrediction,
  settings: ReturnType<typeof predictionSettings>,
  results: object[],
  bar: ImageBar,
): Promise<readonly Problem[]> {
  let segmentation: Segmentation;
  try {
    segmentation = await segmenter.predict(image, { ...settings, probabilities: files.probabilities !== undefined });
  } catch (error) {
    if (!(error instanceof ContrasegError)) throw error;
    bar.around(() => printProblems(error.problems));
    return error.problems;
  }
  const { width, height, tiles, mask } = segmentation;
  const { classes } = segmenter;
  const result = { image, width, height, files, classes: pixelsOf(mask, classes), windows: tiles?.length ?? 1 };
  results.push(result);
  if (files.mask) await writeWhole(files.mask, encodeMask(segmentation, classes));
  if (files.probabilities) await writeWhole(files.probabilities, encodeProbabilities(segmentation, classes.length));
  if (files.json) await writeWhole(files.json, `${JSON.stringify(result, null, 2)}\n`);
  if (files.overlay)
    await writeWhole(files.overlay, await encodeOverlay(segmentation, classes, { overwrite: true, legend: true }));
  if (results.length > NAMED) return [];
  bar.around(() => {
    say(Object.values(files).join('  '));
    if (tiles) say(`  ${width}x${height} is too large to be predicted whole: ${describeTiles(tiles)}`);
  });
  return [];
}

function pixelsOf(mask: Uint8Array, classes: Segmenter['classes']) {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of mask) counts[label]!++;
  return classes.map(({ name }, i) => ({ name, pixels: counts[i]!, share: counts[i]! / mask.length }));
}

/** A safetensors file with one tensor, `probabilities`, `[height, width, classes]`. */
function encodeProbabilities({ width, height, probabilities }: Segmentation, classCount: number): Uint8Array {
  const tensor = { dtype: 'F32' as const, shape: [height, width, classCount], data: new Float32Array(probabilities!) };
  return encodeSafetensors(new Map([['probabilities', tensor]]));
}

/** How many images are done, where somebody looks. */
class ImageBar {
  private readonly bar?: cliProgress.SingleBar;
  private done = 0;

  constructor(private readonly total: number) {
    if (total < 2 || !showsProgress()) return;
    this.bar = new cliProgress.SingleBar({ format: '{bar} {value}/{total} images  ETA {eta_formatted}', barsize: 24 });
    this.bar.start(total, 0);
  }

  step(): void {
    this.bar?.update(++this.done);
  }

  /** Prints lines above the bar. */
  around(print: () => void): void {
    this.bar?.stop();
    print();
    this.bar?.start(this.total, this.done);
  }

  end(): void {
    this.bar?.stop();
  }
}

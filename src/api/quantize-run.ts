import { ContrasegError } from '../core/errors/index.js';
import { classCountChanged } from '../core/errors/training.js';
import { type Comparison, comparePaired } from '../core/evaluation/bootstrap.js';
import { evaluate } from '../core/evaluation/evaluate.js';
import type { DatasetSplit, OpenDataset } from '../core/interfaces/dataset.js';
import { predictProbabilities } from '../core/model/inference.js';
import type { Precision } from '../core/quantization/manifest.js';
import { roundKernels, type Scales } from '../core/quantization/round-kernels.js';
import { RandomStreams } from '../core/random/random-streams.js';
import { openDataset } from '../core/run/build.js';
import type { ExportOptions } from './export.js';
import type { OpenedRun } from './run.js';

/** IoU of the model before (`a`) and after (`b`) its kernels were rounded, or why that is not known. */
export type QuantizationCost =
  | { readonly split: string; readonly images: number; readonly comparison: Comparison }
  | { readonly unmeasured: string };

interface QuantizeOptions extends Pick<ExportOptions, 'limit' | 'onImage'> {
  readonly scales: Scales;
}

/** Rounds the kernels of a run's model and measures what that costs. */
export async function quantizeRun(
  run: OpenedRun,
  precision: Precision,
  { scales, ...options }: QuantizeOptions,
): Promise<{ readonly precisions: ReadonlyMap<string, Precision>; readonly cost: QuantizationCost }> {
  let precisions: ReadonlyMap<string, Precision> | undefined;
  const round = () => (precisions ??= roundKernels(run.model.network, precision, scales));
  try {
    return { cost: await measureCost(run, round, options), precisions: round() };
  } catch (error) {
    // Data that have moved or are damaged keep nobody from exporting.
    if (!(error instanceof ContrasegError)) throw error;
    return { cost: { unmeasured: error.message.split('\n')[0]! }, precisions: round() };
  }
}

async function measureCost(
  run: OpenedRun,
  round: () => void,
  { limit = Infinity, onImage }: Omit<QuantizeOptions, 'scales'>,
): Promise<QuantizationCost> {
  const { dataset, split } = await openSplit(run);
  const images = Math.min(limit, split.size);
  const confusions = async (earlier: number) => {
    const evaluation = await evaluate((image) => predictProbabilities(run.model, image), split, {
      classCount: dataset.classes.length,
      ignoreIndex: dataset.ignoreIndex,
      normalization: run.normalization,
      limit: images,
      onImage: (_, done) => onImage?.(split.name, earlier + done, 2 * images),
    });
    return evaluation.images.map(({ confusion }) => confusion);
  };
  const before = await confusions(0);
  round();
  const after = await confusions(images);
  const random = new RandomStreams(0).stream('bootstrap');
  return { split: split.name, images, comparison: comparePaired(before, after, { random }) };
}

/** The split that `eval` takes by itself. */
async function openSplit({
  config,
  registry,
  classes,
}: OpenedRun): Promise<{ dataset: OpenDataset; split: DatasetSplit }> {
  const dataset = await openDataset(registry, config);
  if (dataset.classes.length !== classes.length) {
    throw new ContrasegError(classCountChanged(classes.length, dataset.classes.length));
  }
  return { dataset, split: dataset.split(dataset.splits.includes('test') ? 'test' : config.trainer.valSplit) };
}

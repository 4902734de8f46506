import type { ValidConfig } from '../core/config/load-config.js';
import type { PluginReference } from '../core/config/schema.js';
import { completeNormalization, type Normalization } from '../core/data/loading/normalization.js';
import { selectEngine } from '../core/engine/index.js';
import { nonFiniteWeights } from '../core/errors/checkpoints.js';
import { ContrasegError } from '../core/errors/index.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import type { SegmentationModel } from '../core/model/segmentation-model.js';
import type { Registry } from '../core/registry/registry.js';
import { buildModel } from '../core/run/build.js';
import { loadCheckpoint } from '../core/run/checkpoint/checkpoint.js';
import { modelState } from '../core/run/checkpoint/variables-state.js';
import { RunDirectory } from '../core/run/directory.js';
import { readMetadata } from '../core/run/metadata.js';
import { averagePart } from '../core/training/moving-averages.js';
import { readConfig } from './config.js';

export interface OpenRunOptions {
  /** Which weights: the best on the validation split (default), or the last. */
  readonly checkpoint?: 'best' | 'last';
  /** `path=value` overrides of the run's configuration, for example another `data.root`. */
  readonly set?: readonly string[];
  /** Plugin objects, where the run was started with some that are no modules. */
  readonly plugins?: readonly PluginReference[];
}

/** A trained model with the configuration it was trained by. */
export interface OpenedRun {
  readonly directory: RunDirectory;
  readonly config: ValidConfig;
  readonly registry: Registry;
  readonly classes: readonly ClassInfo[];
  /** Label value of unlabelled pixels. */
  readonly ignoreIndex: number;
  readonly model: SegmentationModel;
  readonly normalization: Required<Normalization>;
  dispose(): void;
}

/** Opens a run folder and loads its model. Needs neither the data nor the initial weights, and builds nothing of the losses. */
export async function openRun(path: string, options: OpenRunOptions = {}): Promise<OpenedRun> {
  const directory = RunDirectory.open(path);
  const { classes, ignoreIndex } = await readMetadata(directory);
  const plugins = options.plugins ? { plugins: options.plugins } : {};
  const { config, registry } = await readConfig({
    config: { extends: directory.config, ...plugins },
    set: options.set,
  });
  await selectEngine(config.engine, { threads: config.threads });
  const model = await buildModel(registry, config, classes, { pretrained: false });
  const file = options.checkpoint === 'last' ? directory.lastCheckpoint : directory.model;
  const { ema } = config.trainer;
  // The best checkpoint holds no weights but those that were evaluated.
  const part = ema !== undefined && file === directory.lastCheckpoint ? averagePart(ema) : 'model';
  try {
    await loadWeights(file, part, model);
  } catch (error) {
    registry.dispose();
    throw error;
  }
  const normalization = completeNormalization(config.model.normalization);
  return { directory, config, registry, classes, ignoreIndex, model, normalization, dispose: () => registry.dispose() };
}

async function loadWeights(file: string, part: string, model: SegmentationModel): Promise<void> {
  const state = modelState(model);
  await loadCheckpoint(file, { [part]: state });
  const nonFinite = state.nonFinite();
  if (nonFinite.length > 0) throw new ContrasegError(nonFiniteWeights(file, nonFinite));
}

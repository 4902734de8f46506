import type { ValidConfig } from '../config/load-config.js';
import { checkClasses } from '../data/inspection/check-classes.js';
import { BatchLoader } from '../data/loading/loader.js';
import { completeNormalization, type Normalization } from '../data/loading/normalization.js';
import { someOfSplit } from '../data/loading/some-of-split.js';
import { tooFewImages, unknownSplit } from '../errors/data.js';
import { ContrasegError } from '../errors/index.js';
import { unknownMetric } from '../errors/training.js';
import { ConfusionMatrix } from '../evaluation/confusion-matrix.js';
import { readMetrics } from '../evaluation/measure.js';
import type { ClassInfo, DatasetSplit, OpenDataset } from '../interfaces/dataset.js';
import type { Hook } from '../interfaces/hook.js';
import type { LossContext } from '../interfaces/loss.js';
import type { Metric } from '../interfaces/metric.js';
import type { Schedule } from '../interfaces/schedule.js';
import { isStateful } from '../interfaces/stateful.js';
import { buildSegmentationModel } from '../model/build.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { shareWeights } from '../model/segmenter-weights.js';
import type { RandomStreams } from '../random/random-streams.js';
import type { Registry } from '../registry/registry.js';
import { CLASSES, RANDOM } from '../registry/tokens.js';
import { MovingAverages } from '../training/moving-averages.js';
import { distinctNames, type NamedLoss, setUpLoss } from '../training/named-losses.js';
import { TrainStep } from '../training/train-step.js';
import type { StatefulParts } from './checkpoint/checkpoint.js';
import { modelState, VariablesState } from './checkpoint/variables-state.js';

/** Everything that a training run consists of, built and connected. */
export interface BuiltRun {
  readonly dataset: OpenDataset;
  readonly model: SegmentationModel;
  /** The configuration's, completed by that of the weights. */
  readonly normalization: Normalization;
  readonly metrics: readonly Metric[];
  /** Names of the figures that an evaluation sums up in. */
  readonly metricNames: readonly string[];
  readonly train: DatasetSplit;
  readonly validation: DatasetSplit;
  readonly batches: BatchLoader;
  readonly losses: readonly NamedLoss[];
  readonly schedule: Schedule;
  readonly hooks: readonly Hook[];
  readonly step: TrainStep;
  /** What a checkpoint stores. */
  readonly parts: StatefulParts;
  readonly inference: InferenceWeights;
}

/** The weights that are evaluated and kept as best: those of the network, or their moving average. */
interface InferenceWeights {
  readonly state: VariablesState;
  /** Does something with the network while it has these weights. */
  use<T>(work: () => T): T;
}

/** Where the values of a model come from. */
export interface InitialWeights {
  /** Whether the backbone reads its pretrained weights; not where a checkpoint is about to be loaded. */
  readonly pretrained: boolean;
}

/** Builds backbone and head for a list of classes. One seed gives one initial model. */
export async function buildModel(
  registry: Registry,
  { model }: ValidConfig,
  classes: readonly ClassInfo[],
  { pretrained }: InitialWeights,
): Promise<SegmentationModel> {
  registry.provide(CLASSES, classes);
  const blueprints = shareWeights(model, model.weights);
  const parts = { backbone: registry.build(blueprints.backbone), head: registry.build(blueprints.head) };
  const freezing = { layers: model.freeze, batchNorm: model.freezeBatchNorm };
  return registry.own(await buildSegmentationModel({ ...parts, classCount: classes.length, pretrained, freezing }));
}

/** Builds the data set and lists its files. */
export async function openDataset(registry: Registry, { data }: ValidConfig): Promise<OpenDataset> {
  const dataset = await registry.build(data).open();
  checkClasses(dataset.classes);
  return dataset;
}

/** Builds a whole training run. */
export async function buildRun(
  registry: Registry,
  config: ValidConfig,
  weights: InitialWeights = { pretrained: true },
): Promise<BuiltRun> {
  const { trainer } = config;
  const dataset = await openDataset(registry, config);
  const model = await buildModel(registry, config, dataset.classes, weights);
  const random = registry.get(RANDOM);
  const [train, validation] = openSplits(dataset, trainer, random);
  const metrics = config.metrics.map((metric) => registry.build(metric));
  const metricNames = reportedNames(metrics, dataset.classes);
  if (!metricNames.includes(trainer.keepBest)) {
    throw new ContrasegError(unknownMetric(trainer.keepBest, metricNames, 'trainer.keepBest'));
  }
  const batches = new BatchLoader(train!, {
    batchSize: trainer.batchSize,
    transforms: config.transforms.map((transform) => registry.build(transform)),
    random,
    ignoreIndex: dataset.ignoreIndex,
    classCount: dataset.classes.length,
    workers: trainer.workers,
    cache: trainer.cache,
    classBalanced: trainer.classBalanced,
  });
  const averages = registry.own(new MovingAverages(model));
  const lossNames = distinctNames(config.losses.map(({ type }) => type));
  const context: LossContext = {
    classCount: dataset.classes.length,
    ignoreIndex: dataset.ignoreIndex,
    features: model.features,
    auxiliary: model.auxiliary,
    totalIterations: trainer.iterations,
    iterationsPerEpoch: batches.iterationsPerEpoch,
    trainingImages: train!.size,
    state: model.state,
    teacher: (momentum) => averages.of(momentum),
  };
  const losses = config.losses.map((blueprint, i) => {
    const loss = setUpLoss(lossNames[i]!, registry.build(blueprint), context);
    registry.own(loss.term);
    return loss;
  });
  registry.closeLosses();
  const hookNames = distinctNames(config.hooks.map(({ type }) => type));
  const hooks = config.hooks.map((hook) => registry.build(hook));
  const step = new TrainStep({
    model,
    losses,
    optimizer: registry.build(config.optimizer),
    clipNorm: trainer.clipNorm,
    averages,
  });
  registry.own(step.updater);
  const own: InferenceWeights = { state: modelState(model), use: (work) => work() };
  const inference = trainer.ema === undefined ? own : averages.of(trainer.ema);
  return {
    dataset,
    model,
    normalization: completeNormalization(config.model.normalization, model.normalization),
    metrics,
    metricNames,
    train: train!,
    validation: validation!,
    batches,
    losses,
    schedule: registry.build(config.schedule),
    hooks,
    step,
    inference,
    parts: {
      model: own.state,
      ...averages.parts(),
      optimizer: step.updater,
      random,
      ...lossStates(losses),
      ...Object.fromEntries(
        hooks.flatMap((hook, i) => (isStateful(hook) ? [[`hooks.${hookNames[i]}`, hook] as const] : [])),
      ),
    },
  };
}

/** The splits to train and to validate on. */
function openSplits(dataset: OpenDataset, trainer: ValidConfig['trainer'], random: RandomStreams): DatasetSplit[] {
  const { trainImages } = trainer;
  const wanted = { 'trainer.trainSplit': trainer.trainSplit, 'trainer.valSplit': trainer.valSplit };
  const unknown = Object.entries(wanted).filter(([, split]) => !dataset.splits.includes(split));
  if (unknown.length > 0) {
    throw new ContrasegError(unknown.map(([path, split]) => unknownSplit(split, dataset.splits, path)));
  }
  const [train, validation] = Object.values(wanted).map((split) => dataset.split(split));
  if (trainImages === undefined) return [train!, validation!];
  if (trainImages > train!.size) throw new ContrasegError(tooFewImages(trainImages, train!));
  return [someOfSplit(train!, trainImages, random), validation!];
}

/** Names of the summary figures; those of an empty matrix have all of them. */
function reportedNames(metrics: readonly Metric[], classes: readonly ClassInfo[]): string[] {
  return Object.keys(readMetrics(metrics, { confusion: new ConfusionMatrix(classes.length) }, classes).summary);
}

/** A loss is saved as its variables and, where it has more, its state: counters, banks. */
function lossStates(losses: readonly NamedLoss[]): StatefulParts {
  return Object.fromEntries(
    losses.flatMap(({ name, term, state }) => {
      const variables = new Map((term.variables ?? []).map((entry) => [entry.name, entry.variable]));
      return [
        ...(variables.size > 0 ? [[`losses.${name}.variables`, new VariablesState(variables)] as const] : []),
        ...(state ? [[`losses.${name}`, state] as const] : []),
      ];
    }),
  );
}

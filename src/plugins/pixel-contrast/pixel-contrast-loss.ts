import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../core/errors/index.js';
import type { Loss, LossContext, LossInputs, LossVariable, StepInfo } from '../../core/interfaces/loss.js';
import type { MemoryBank } from '../../core/interfaces/memory-bank.js';
import type { ComponentState, Disposable, JsonValue, Stateful } from '../../core/interfaces/stateful.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { chooseAnchors } from './anchors/choose-anchors.js';
import { BankList, type BankRequest } from './banks/bank-list.js';
import { type Choices, type PixelContrastInput, resolveChoices } from './choices.js';
import { Projection } from './embedding/projection.js';
import { RowPlan } from './embedding/row-plan.js';
import { unknownFeature } from './errors.js';
import type { ContrastOptions } from './objective/comparison.js';
import { contrast } from './objective/contrast.js';
import { classRanges } from './objective/contrast-set.js';
import { zeroLoss } from './objective/zero-loss.js';
import { PixelContrastOptions } from './options.js';
import { classOfEachPixel } from './pixels/groups.js';
import { labelGrid } from './pixels/label-grid.js';
import { predict } from './pixels/predictions.js';
import { type Report, reportAnchors, reportBanks, reportExamples } from './report.js';
import { automaticWarmup, rampFactor } from './schedule.js';

/** What is fixed by `setup`. */
interface Setup {
  readonly context: LossContext;
  readonly feature: string;
  readonly projection: Projection;
  readonly warmup: number;
}

/** What `compute` leaves for the log and for `afterStep`. */
interface Step {
  readonly report: Report;
  /** What the banks are to get: `[rows, dimension]`. */
  readonly embeddings?: tf.Tensor2D;
  readonly requests: readonly BankRequest[];
}

/**
 * Cross-image pixel contrast: pulls embeddings of one class together and pushes those of different classes apart,
 * within the batch and against memory banks filled by earlier batches (docs/method.md).
 */
@injectable()
export class PixelContrastLoss implements Loss, Stateful, Disposable {
  private readonly choices: Choices;
  private readonly banks: BankList;
  private ready: Setup | undefined;
  private step: Step = { report: {}, requests: [] };

  constructor(
    @inject(OPTIONS) options: PixelContrastInput = {},
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.choices = resolveChoices(options);
    this.banks = new BankList(this.choices.memory);
  }

  get weight(): number {
    return this.choices.weight;
  }

  get features(): readonly string[] {
    return this.ready ? [this.ready.feature] : [];
  }

  get variables(): readonly LossVariable[] {
    return this.ready?.projection.variables ?? [];
  }

  /** The banks in use; none where the contrast set is the batch. */
  get memory(): readonly MemoryBank[] {
    return this.banks.banks;
  }

  setup(context: LossContext): void {
    const { projection: options, warmup } = this.choices;
    const names = Object.keys(context.features);
    const feature = options.feature ?? names.at(-1) ?? '';
    const info = context.features[feature];
    if (!info) throw new ContrasegError(unknownFeature(feature, names));
    const projection = new Projection(info.channels, options, this.random.stream('projection'));
    const { classCount, trainingImages } = context;
    this.banks.allocate({ classCount, dimension: options.dim, trainingImages });
    this.ready = { context, feature, projection, warmup: warmup === 'auto' ? automaticWarmup(context) : warmup };
  }

  compute(inputs: LossInputs): tf.Scalar {
    this.discard();
    const { context, feature, projection, warmup } = this.setupOrThrow();
    const { choices, random } = this;
    const { classCount, ignoreIndex } = context;
    const features = inputs.features[feature]!;
    const [, h, w] = features.shape;

    const labels = { values: inputs.labelValues, shape: inputs.labels.shape, ignoreIndex, classCount };
    const grid = labelGrid(labels, [h, w], choices.pureCells);
    const factor = rampFactor(inputs.step, warmup, choices.ramp);
    const predictions = factor > 0 ? predict(inputs.logits, [h, w]) : undefined;
    const anchors = predictions ? chooseAnchors(choices.anchors, grid, predictions, random.stream('anchors')) : [];

    const plan = new RowPlan();
    plan.add(anchors);
    const requests = this.banks.choose(grid, random).map((groups) => ({ groups, rows: plan.add(groups) }));
    // A single row has no variance for batch norm.
    const embeddings = plan.size < 2 ? undefined : projection.embed(features, plan.pixels);

    const classes = classOfEachPixel(anchors);
    const ranges = classRanges(classes);
    const set = { classCount, ranges, banks: choices.memory, batch: choices.batch };
    const result =
      predictions && embeddings && contrast(tf.slice(embeddings, 0, classes.length), set, this.contrastOptions());

    const idle = predictions
      ? 'fewer than two labelled pixels in the batch'
      : `warm-up: iteration ${inputs.step.iteration} of ${warmup}`;
    this.step = {
      report: {
        ...(predictions && reportAnchors(anchors, predictions.classes, classCount)),
        ...(result ? reportExamples(ranges, result) : { idle }),
      },
      embeddings: embeddings && tf.keep(tf.clone(embeddings)),
      requests,
    };
    if (result) return tf.mul(tf.mul(result.loss, choices.scale), factor);
    const trainable = this.variables.filter((entry) => entry.trainable).map((entry) => entry.variable);
    return zeroLoss([features, ...trainable]);
  }

  afterStep(_step: StepInfo): void {
    const { context, projection } = this.setupOrThrow();
    const { embeddings, requests } = this.step;
    projection.commit();
    if (!embeddings) return;
    this.banks.push(embeddings, requests, context.gatherRows);
    this.discard();
    this.banks.check({ classCount: context.classCount, dimension: this.choices.projection.dim });
  }

  afterEpoch(_epoch: number): void {
    this.banks.afterEpoch();
  }

  metrics(): Readonly<Record<string, JsonValue>> {
    return { ...this.step.report, ...reportBanks(this.memory, this.setupOrThrow().context.classCount) };
  }

  /** The banks' contents; the projection is among `variables`. */
  saveState(): ComponentState {
    return this.banks.saveState();
  }

  loadState(state: ComponentState): void {
    this.banks.loadState(state);
  }

  dispose(): void {
    this.discard();
    this.ready?.projection.dispose();
    this.ready = undefined;
    this.banks.dispose();
  }

  private contrastOptions(): ContrastOptions {
    const { temperature, examples, memoryBudget } = this.choices;
    const random = this.random.stream('examples');
    // A projection gives rows of unit length, and banks are checked.
    return { temperature, examples, random, unitLength: true, memoryBudget: memoryBudget * 2 ** 20 };
  }

  /** Forgets what a step left for `afterStep`, once it is done or where it failed. */
  private discard(): void {
    this.ready?.projection.discard();
    this.step.embeddings?.dispose();
    this.step = { report: this.step.report, requests: [] };
  }

  private setupOrThrow(): Setup {
    if (!this.ready) throw new Error('PixelContrastLoss.setup has not been called');
    return this.ready;
  }
}

export const pixelContrast: ComponentDefinition<'loss'> = {
  name: 'pixel-contrast',
  description: 'Cross-image pixel contrast with memory banks.',
  options: PixelContrastOptions,
  component: PixelContrastLoss,
};

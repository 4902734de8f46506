import * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { Resolved } from '../../core/config/references.js';
import { memoryWithoutBank, referenceWithBoth, unknownFeature, wrongPixels } from '../../core/errors/contrast.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { Loss, LossContext, LossInputs, LossVariable, StepInfo } from '../../core/interfaces/loss.js';
import type { MemoryBank, PixelGroup } from '../../core/interfaces/memory-bank.js';
import type { AnchorSampler, ExampleSampler } from '../../core/interfaces/sampler.js';
import type { ComponentState, Disposable, JsonValue, Stateful } from '../../core/interfaces/stateful.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { ReferenceAnchors } from './anchors/reference.js';
import { SegmentationAwareAnchors } from './anchors/segmentation-aware.js';
import { PixelBank } from './banks/pixel-bank.js';
import { RegionBank } from './banks/region-bank.js';
import { BankRowsCheck } from './checks/bank-rows.js';
import { flawOfPixels } from './checks/chosen-pixels.js';
import { contrast } from './contrast/contrast.js';
import { classRanges } from './contrast/contrast-set.js';
import { AllExamples } from './examples/all.js';
import { SemiHardExamples } from './examples/semi-hard.js';
import { type LabelGrid, labelGrid } from './labels/label-grid.js';
import { PixelContrastOptions, PlainOptions } from './options.js';
import { type Predictions, predict } from './predictions.js';
import { gatherDistinct } from './projection/gather-rows.js';
import { Projection } from './projection/projection.js';
import { type Report, reportAnchors, reportBanks, reportExamples } from './report.js';
import { RowPlan } from './row-plan.js';
import { automaticWarmup, rampFactor } from './schedule.js';
import { loadBanks, saveBanks } from './state.js';

/** `loss × temperature / this` in the reference code. */
const REFERENCE_BASE_TEMPERATURE = 0.07;

/** Options of the loss outside a registry: everything optional, samplers and banks as objects. */
export type PixelContrastInput = z.input<typeof PlainOptions> &
  Partial<Pick<Resolved<typeof PixelContrastOptions>, 'anchors' | 'examples' | 'memory'>>;

/** What a step leaves for `afterStep`: rows `[n, dimension]`, and which of them each bank asked for. */
interface Pending {
  readonly embeddings: tf.Tensor2D;
  readonly wanted: readonly { readonly groups: readonly PixelGroup[]; readonly rows: Int32Array }[];
}

/** What is fixed by `setup`. */
interface Setup {
  readonly context: LossContext;
  readonly feature: string;
  readonly projection: Projection;
  readonly warmup: number;
}

/**
 * Cross-image pixel contrast: pulls embeddings of one class together and pushes those of different classes apart,
 * within the batch and against memory banks filled by earlier batches (docs/method.md).
 */
@injectable()
export class PixelContrastLoss implements Loss, Stateful, Disposable {
  private readonly options: z.output<typeof PlainOptions>;
  private readonly contrastSet: 'batch' | 'memory' | 'both';
  private readonly anchors: AnchorSampler;
  private readonly examples: ExampleSampler;
  /** The banks in use; none where the contrast set is the batch. */
  readonly memory: readonly MemoryBank[];
  private ready: Setup | undefined;
  private pending: Pending | undefined;
  private report: Report = {};
  private readonly bankRows = new BankRowsCheck();

  constructor(
    @inject(OPTIONS) options: PixelContrastInput = {},
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    const { anchors, examples, memory = [new PixelBank(), new RegionBank()], ...plain } = options;
    this.options = PlainOptions.parse(plain);
    const reference = this.options.compat === 'reference';
    this.contrastSet = this.options.contrastSet ?? (reference ? (memory.length > 0 ? 'memory' : 'batch') : 'both');
    if (reference && this.contrastSet === 'both') throw new ContrasegError(referenceWithBoth());
    if (this.contrastSet === 'memory' && memory.length === 0) throw new ContrasegError(memoryWithoutBank());
    this.memory = this.contrastSet === 'batch' ? [] : memory;
    this.anchors = anchors ?? (reference ? new ReferenceAnchors() : new SegmentationAwareAnchors());
    this.examples = examples ?? (reference ? new AllExamples() : new SemiHardExamples());
  }

  get weight(): number {
    return this.options.weight;
  }

  get features(): readonly string[] {
    return this.ready ? [this.ready.feature] : [];
  }

  get variables(): readonly LossVariable[] {
    return this.ready?.projection.variables ?? [];
  }

  setup(context: LossContext): void {
    const names = Object.keys(context.features);
    const feature = this.options.projection.feature ?? names.at(-1) ?? '';
    const info = context.features[feature];
    if (!info) throw new ContrasegError(unknownFeature(feature, names));
    const random = this.random.stream('projection');
    const projection = new Projection(info.channels, this.options.projection, random);
    const warmup = this.options.warmup === 'auto' ? automaticWarmup(context) : this.options.warmup;
    const { classCount, trainingImages } = context;
    for (const bank of this.memory) {
      bank.allocate({ classCount, dimension: this.options.projection.dim, trainingImages });
    }
    this.ready = { context, feature, projection, warmup };
  }

  compute(inputs: LossInputs): tf.Scalar {
    this.discard();
    this.report = {};
    const { context, feature, warmup } = this.setupOrThrow();
    const features = inputs.features[feature]!;
    const [batch, h, w] = features.shape;
    const [, height, width] = inputs.labels.shape;
    const { ignoreIndex, classCount } = context;
    const maps = { values: inputs.labelValues, shape: [batch, height, width] as const, ignoreIndex, classCount };
    const grid = labelGrid(maps, [h, w], this.options.pureCells);

    const factor = rampFactor(inputs.step, warmup, this.options.ramp);
    const predictions = factor > 0 ? predict(inputs.logits, [h, w]) : undefined;
    const anchors = predictions ? this.chooseAnchors(grid, predictions) : [];
    const embeddings = this.project(features, grid, anchors);

    if (!predictions) {
      this.report = { ...this.report, idle: `warm-up: iteration ${inputs.step.iteration} of ${warmup}` };
      return this.zeroConnectedTo(features);
    }
    if (!embeddings) {
      this.report = { ...this.report, idle: 'fewer than two labelled pixels in the batch' };
      return this.zeroConnectedTo(features);
    }
    return tf.mul(this.contrastAnchors(embeddings, anchors), factor);
  }

  afterStep(_step: StepInfo): void {
    const { context, projection } = this.setupOrThrow();
    projection.commit();
    const { pending } = this;
    if (!pending) return;
    tf.tidy(() => {
      this.memory.forEach((bank, i) => {
        const { groups, rows } = pending.wanted[i]!;
        if (rows.length === 0 && !context.gatherRows) return;
        const own = { groups, embeddings: tf.gather(pending.embeddings, tf.tensor1d(rows, 'int32')) };
        for (const rows of context.gatherRows?.(own) ?? [own]) bank.push(rows);
      });
    });
    this.discard();
    this.bankRows.check(this.memory, context.classCount, this.options.projection.dim);
  }

  afterEpoch(_epoch: number): void {
    for (const bank of this.memory) bank.afterEpoch?.();
  }

  metrics(): Readonly<Record<string, JsonValue>> {
    return { ...this.report, ...reportBanks(this.memory, this.setupOrThrow().context.classCount) };
  }

  /** The banks' contents; the projection is among `variables`. */
  saveState(): ComponentState {
    return saveBanks(this.memory);
  }

  loadState(state: ComponentState): void {
    loadBanks(this.memory, state);
  }

  dispose(): void {
    this.discard();
    this.ready?.projection.dispose();
    this.ready = undefined;
    for (const bank of this.memory) bank.dispose();
  }

  private chooseAnchors({ groups, labels }: LabelGrid, { classes, confidence }: Predictions): readonly PixelGroup[] {
    const candidates = { groups, predictions: classes, confidence };
    const anchors = this.anchors.sample(candidates, this.random.stream('anchors'));
    const flaw = flawOfPixels(anchors, labels, { ascending: true });
    if (flaw) throw new ContrasegError(wrongPixels('anchors', this.anchors.constructor.name, flaw));
    this.report = reportAnchors(anchors, classes, this.setupOrThrow().context.classCount);
    return anchors.filter((group) => group.pixels.length > 0);
  }

  /**
   * Embeds what anchors and banks need in one call, so that batch norm puts them into one space, and keeps it for
   * `afterStep`. Anchors come first. Nothing with fewer than two rows, which have no variance.
   */
  private project(
    features: tf.Tensor4D,
    { groups, labels }: LabelGrid,
    anchors: readonly PixelGroup[],
  ): tf.Tensor2D | undefined {
    const plan = new RowPlan();
    plan.add(anchors);
    const wanted = this.memory.map((bank, i) => {
      const chosen = bank.choose(groups, this.random.stream(`memory[${i}]`));
      const flaw = flawOfPixels(chosen, labels, { ascending: false });
      if (flaw) throw new ContrasegError(wrongPixels(`memory[${i}]`, bank.constructor.name, flaw));
      return { groups: chosen, rows: plan.add(chosen) };
    });
    if (plan.size < 2) return undefined;
    const { projection } = this.setupOrThrow();
    const table = tf.reshape(features, [-1, features.shape[3]]) as tf.Tensor2D;
    const embeddings = this.options.projection.dense
      ? gatherDistinct(projection.apply(table), plan.pixels)
      : projection.apply(gatherDistinct(table, plan.pixels));
    this.pending = { embeddings: tf.keep(tf.clone(embeddings)), wanted };
    return embeddings;
  }

  private contrastAnchors(embeddings: tf.Tensor2D, anchors: readonly PixelGroup[]): tf.Tensor {
    const { temperature, baseTemperature, compat, memoryBudget } = this.options;
    const classes = anchors.flatMap(({ classId, pixels }) => Array<number>(pixels.length).fill(classId));
    const set = {
      classCount: this.setupOrThrow().context.classCount,
      ranges: classRanges(classes),
      banks: this.memory,
      batch: this.contrastSet !== 'memory',
    };
    const result = contrast(tf.slice(embeddings, 0, classes.length), set, {
      temperature,
      examples: this.examples,
      random: this.random.stream('examples'),
      unitLength: true,
      memoryBudget: memoryBudget * 2 ** 20,
    });
    this.report = { ...this.report, ...reportExamples(classes, result) };
    const base = baseTemperature ?? (compat === 'reference' ? REFERENCE_BASE_TEMPERATURE : temperature);
    return tf.mul(result.loss, temperature / base);
  }

  /**
   * 0 with a zero gradient, whatever the features hold. The projection gets one too: optimizers of tfjs count on
   * gradients of the same variables in every step.
   */
  private zeroConnectedTo(features: tf.Tensor4D): tf.Scalar {
    const trainable = this.variables.filter((entry) => entry.trainable).map((entry) => entry.variable as tf.Tensor);
    const inputs = [features, ...trainable];
    const zero = tf.customGrad(() => ({
      value: tf.scalar(0),
      gradFunc: () => inputs.map((input) => tf.zeros(input.shape)),
    }));
    return zero(...inputs) as tf.Scalar;
  }

  /** Forgets what a step that failed left for `afterStep`. */
  private discard(): void {
    this.ready?.projection.discard();
    this.pending?.embeddings.dispose();
    this.pending = undefined;
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

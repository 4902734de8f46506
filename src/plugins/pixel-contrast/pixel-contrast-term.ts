import * as tf from '@tensorflow/tfjs';
import { ALONE } from '../../core/distributed/alone.js';
import { ContrasegError } from '../../core/errors/index.js';
import type { Collective } from '../../core/interfaces/collective.js';
import type { Figure } from '../../core/interfaces/figure.js';
import type { LossContext, LossInputs, LossTerm, LossVariable } from '../../core/interfaces/loss.js';
import type { OpenBank, PixelGroup } from '../../core/interfaces/memory-bank.js';
import type { Disposable } from '../../core/interfaces/stateful.js';
import type { RandomStream } from '../../core/random/random-stream.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { chooseAnchors } from './anchors/choose-anchors.js';
import { BankList, type BankRequest } from './banks/bank-list.js';
import type { Choices } from './choices.js';
import { type Projected, Projection } from './embedding/projection.js';
import { RowPlan } from './embedding/row-plan.js';
import { unknownFeature } from './errors.js';
import { bankFigures, type Report, reportAnchors, reportExamples, stepFigures } from './figures.js';
import type { ContrastOptions } from './objective/comparison.js';
import { contrast } from './objective/contrast.js';
import { classRanges } from './objective/contrast-set.js';
import { zeroLoss } from './objective/zero-loss.js';
import { classOfEachPixel } from './pixels/groups.js';
import { labelGrid } from './pixels/label-grid.js';
import { type Predictions, predict } from './pixels/predictions.js';
import { embedPlan } from './ranks/embed-plan.js';
import { gatherRows } from './ranks/gather-rows.js';
import { WholeBatch } from './ranks/whole-batch.js';
import { automaticWarmup, rampFactor } from './schedule.js';

/** What `compute` leaves for the log and for `afterStep`. */
interface Step {
  readonly report: Report;
  /** The rows that the banks are to get; kept until the step is over. */
  readonly projected?: Projected;
  readonly requests: readonly BankRequest[];
}

/** Pixel contrast at work: its projection, its banks, which whoever set it up saves, and the step it is in. */
export class PixelContrastTerm implements LossTerm, Disposable {
  readonly features: readonly string[];
  readonly variables: readonly LossVariable[];
  readonly figures: Readonly<Record<string, Figure>>;
  private readonly feature: string;
  private readonly projection: Projection;
  private readonly banks: BankList;
  private readonly warmup: number;
  private readonly collective: Collective;
  /** Whether the anchors of all ranks are contrasted with each other. */
  private readonly gathers: boolean;
  private step: Step = { report: {}, requests: [] };

  constructor(
    private readonly choices: Choices,
    private readonly context: LossContext,
    private readonly random: RandomStreams,
  ) {
    const { projection: options, warmup } = choices;
    const { classCount, features, trainingImages } = context;
    this.feature = options.feature ?? Object.keys(features).at(-1) ?? '';
    const info = features[this.feature];
    if (!info) throw new ContrasegError(unknownFeature(this.feature, Object.keys(features)));
    this.collective = context.collective ?? ALONE;
    this.gathers = choices.gatherDistributed && this.collective.size > 1;
    const across = context.syncBatchNorm ? this.collective : undefined;
    this.projection = new Projection(info.channels, options, random.stream('projection'), across);
    const bankContext = { classCount, dimension: options.dim, trainingImages };
    this.banks = new BankList(choices.memory, bankContext, this.collective);
    this.warmup = warmup === 'auto' ? automaticWarmup(context) : warmup;
    this.features = [this.feature];
    this.variables = this.projection.variables;
    this.figures = { ...stepFigures(() => this.step.report), ...bankFigures(this.memory, classCount) };
  }

  /** The banks in use; none where the contrast set is the batch. */
  get memory(): readonly OpenBank[] {
    return this.banks.banks;
  }

  compute(inputs: LossInputs): tf.Scalar {
    this.forgetStep();
    const { choices, context, random, warmup } = this;
    const { classCount, ignoreIndex } = context;
    const features = inputs.features[this.feature]!;
    const [images, h, w] = features.shape;

    const labels = { values: inputs.labelValues, shape: inputs.labels.shape, ignoreIndex, classCount };
    const own = labelGrid(labels, [h, w], choices.pureCells);
    const batch = new WholeBatch(this.collective, images, h * w);
    // Banks are alike on all ranks: each chooses from the batch of all.
    const grid = this.memory.length > 0 || this.gathers ? batch.grid(own) : own;
    const factor = rampFactor(inputs.step, warmup, choices.ramp);
    const predictions = factor > 0 ? this.predictions(inputs, [h, w], batch) : undefined;
    const pool = this.gathers ? grid : own;
    const anchors = predictions ? chooseAnchors(choices.anchors, pool, predictions, this.draws('anchors')) : [];

    const plan = new RowPlan();
    const ownAnchors = this.gathers ? batch.own(anchors) : anchors;
    plan.add(ownAnchors);
    const requests = this.banks.choose(grid, random).map((groups) => {
      return { groups, ranks: batch.ranksOf(groups), rows: plan.add(batch.own(groups)) };
    });
    const projected = embedPlan(this.projection, features, plan, this.collective);

    const classes = classOfEachPixel(anchors);
    const ranges = classRanges(classes);
    const set = { classCount, ranges, banks: this.memory, batch: choices.batch };
    const result =
      predictions &&
      projected &&
      contrast(this.anchorRows(projected, ownAnchors, anchors, batch), set, this.contrastOptions());

    const idle = predictions
      ? 'fewer than two labelled pixels in the batch'
      : `warm-up: iteration ${inputs.step.iteration} of ${warmup}`;
    const report = {
      ...(predictions && reportAnchors(anchors, predictions.classes, classCount)),
      ...(result ? reportExamples(ranges, result) : { idle }),
    };
    this.step = projected ? { report, projected: kept(projected), requests } : { report, requests: [] };
    if (result) return tf.mul(tf.mul(result.loss, choices.scale), factor);
    const trainable = this.variables.filter((entry) => entry.trainable).map((entry) => entry.variable);
    return zeroLoss([features, ...trainable]);
  }

  afterStep(): void {
    const { projected, requests } = this.step;
    if (!projected) return;
    if (projected.moments) this.projection.update(projected.moments);
    this.banks.push(projected.embeddings, requests);
    this.forgetStep();
  }

  afterEpoch(): void {
    this.banks.afterEpoch();
  }

  dispose(): void {
    this.forgetStep();
    this.projection.dispose();
    this.banks.dispose();
  }

  /** What the head thinks of this rank's images, or of all where anchors are chosen from them. */
  private predictions({ logits }: LossInputs, size: readonly [number, number], batch: WholeBatch): Predictions {
    const own = predict(logits, size);
    return this.gathers ? batch.predictions(own) : own;
  }

  /** The embeddings of the anchors, which are the first of the plan: this rank's, or those of all. */
  private anchorRows(
    { embeddings }: Projected,
    own: readonly PixelGroup[],
    anchors: readonly PixelGroup[],
    batch: WholeBatch,
  ): tf.Tensor2D {
    const rows = tf.slice(embeddings, 0, classOfEachPixel(own).length);
    return this.gathers ? gatherRows(rows, batch.ranksOf(anchors), this.collective) : rows;
  }

  /** For what is alike on all ranks where their anchors are gathered, and a rank's own otherwise. */
  private draws(name: string): RandomStream {
    return this.gathers ? this.random.stream(name) : this.random.local(name);
  }

  private contrastOptions(): ContrastOptions {
    const { temperature, examples, memoryBudget } = this.choices;
    const random = this.draws('examples');
    // A projection gives rows of unit length, and banks are checked.
    return { temperature, examples, random, unitLength: true, memoryBudget: memoryBudget * 2 ** 20 };
  }

  /** Frees what a step left for `afterStep`, once it is done or where it failed; what it reported stays. */
  private forgetStep(): void {
    const { report, projected } = this.step;
    if (projected) tf.dispose([projected.embeddings, { ...projected.moments }]);
    this.step = { report, requests: [] };
  }
}

/** The same tensors, outside of the gradient's tape and of whatever tidies up behind a step. */
function kept({ embeddings, moments }: Projected): Projected {
  const keep = <T extends tf.Tensor>(tensor: T): T => tf.keep(tf.clone(tensor));
  return {
    embeddings: keep(embeddings),
    moments: moments && { mean: keep(moments.mean), variance: keep(moments.variance) },
  };
}

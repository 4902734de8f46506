import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../../core/errors/index.js';
import type { Figure } from '../../core/interfaces/figure.js';
import type { LossContext, LossInputs, LossTerm, LossVariable } from '../../core/interfaces/loss.js';
import type { OpenBank } from '../../core/interfaces/memory-bank.js';
import type { Disposable } from '../../core/interfaces/stateful.js';
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
import { predict } from './pixels/predictions.js';
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
    this.projection = new Projection(info.channels, options, random.stream('projection'));
    this.banks = new BankList(choices.memory, { classCount, dimension: options.dim, trainingImages });
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
    const projected = plan.size < 2 ? undefined : this.projection.embed(features, plan.pixels);

    const classes = classOfEachPixel(anchors);
    const ranges = classRanges(classes);
    const set = { classCount, ranges, banks: this.memory, batch: choices.batch };
    const result =
      predictions &&
      projected &&
      contrast(tf.slice(projected.embeddings, 0, classes.length), set, this.contrastOptions());

    const idle = predictions
      ? 'fewer than two labelled pixels in the batch'
      : `warm-up: iteration ${inputs.step.iteration} of ${warmup}`;
    const report = {
      ...(predictions && reportAnchors(anchors, predictions.classes, classCount)),
      ...(result ? reportExamples(ranges, result) : { idle }),
    };
    this.step = { report, projected: projected && kept(projected), requests };
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

  private contrastOptions(): ContrastOptions {
    const { temperature, examples, memoryBudget } = this.choices;
    const random = this.random.stream('examples');
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

import * as tf from '@tensorflow/tfjs';
import { ALONE } from '../distributed/alone.js';
import { GradientBuckets } from '../distributed/gradient-buckets.js';
import { variableGradients } from '../engine/gradients/variable-gradients.js';
import { globalNorm } from '../engine/ops/global-norm.js';
import type { Collective } from '../interfaces/collective.js';
import type { StepInfo } from '../interfaces/loss.js';
import type { Optimizer, Parameter, Updater } from '../interfaces/optimizer.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import type { RandomStreams } from '../random/random-streams.js';
import { featuresRead, lossParameters, type NamedLoss } from './named-losses.js';
import { Snapshot } from './snapshot.js';

export interface TrainStepOptions {
  readonly model: SegmentationModel;
  readonly losses: readonly NamedLoss[];
  /** Set up by the step with every parameter of model and losses. */
  readonly optimizer: Optimizer;
  /** Largest global L2 norm of the gradients; no clipping when absent. */
  readonly clipNorm?: number;
  /** Moves with every step that is taken. */
  readonly averages?: { update(finished: number): void };
  /** The ranks whose gradients are averaged; this process alone when absent. */
  readonly collective?: Collective;
  /** Told which step begins. */
  readonly random?: RandomStreams;
}

export interface StepInputs {
  /** `[batch, height, width, 3]`, normalised. */
  readonly images: tf.Tensor4D;
  /** `[batch, height, width]` int32. */
  readonly labels: tf.Tensor3D;
  readonly labelValues: Int32Array;
}

/**
 * The weighted parts of the loss by name, their sum, and the global L2 norm of its gradients before clipping: means over all
 * ranks, and thus alike on all of them.
 */
export interface StepLoss {
  readonly total: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly gradientNorm: number;
  /** Whether some rank wants this step to be the last. */
  readonly stop: boolean;
}

/** Whether a step can be trusted and was taken. */
export function isFiniteStep({ total, gradientNorm }: Pick<StepLoss, 'total' | 'gradientNorm'>): boolean {
  return Number.isFinite(total) && Number.isFinite(gradientNorm);
}

/** One optimisation step: forward, losses, gradients, update. */
export class TrainStep {
  readonly parameters: readonly Parameter[];
  /** What moves them; it belongs to whoever made the step. */
  readonly updater: Updater;
  private readonly features: readonly string[];
  private readonly variables: tf.Variable[];
  private readonly buckets: GradientBuckets;

  constructor(private readonly options: TrainStepOptions) {
    const { model, losses, optimizer } = options;
    this.features = featuresRead(losses, { ...model.features, ...model.auxiliary });
    this.parameters = [...model.parameters, ...lossParameters(losses)];
    this.variables = this.parameters.map(({ variable }) => variable);
    this.updater = optimizer.setup(this.parameters);
    this.buckets = new GradientBuckets(this.parameters, options.collective ?? ALONE);
  }

  /**
   * Computes the loss of one batch and, where it and its gradients are finite, updates parameters and losses.
   * A step that is not finite on some rank is reported on all and leaves everything as it was: parameters, banks, and the
   * averages of batch norm, which move during the forward pass.
   * @param stop whether this rank wants the step to be its last
   */
  run(inputs: StepInputs, step: StepInfo, factor: number, stop = false): StepLoss {
    const { losses, model, collective = ALONE, random } = this.options;
    random?.beginStep(collective.rank, step.iteration);
    const statistics = new Snapshot(Object.values(model.statistics));
    const parts: tf.Scalar[] = [];
    let failed = true;
    let results: ReturnType<typeof variableGradients> | undefined;
    let mean: ReturnType<GradientBuckets['mean']> | undefined;
    let norm: tf.Scalar | undefined;
    const stops = tf.scalar(Number(stop));
    try {
      results = variableGradients(() => this.objective(inputs, step, parts), this.variables);
      mean = this.buckets.mean(this.byName(results.grads), [results.value, ...parts, stops]);
      const { gradients, figures } = mean;
      norm = globalNorm(Object.values(gradients));
      const [gradientNorm, total, ...rest] = readScalars([norm, ...figures]) as [number, number, ...number[]];
      const result = {
        total,
        gradientNorm,
        parts: Object.fromEntries(losses.map(({ name }, i) => [name, rest[i]!])),
        stop: rest.at(-1) !== 0,
      };
      failed = !isFiniteStep(result);
      if (!failed) {
        tf.tidy(() => this.updater.step(this.clip(gradients, norm!), factor));
        this.options.averages?.update(step.iteration + 1);
        for (const { term } of losses) term.afterStep?.(step);
      }
      return result;
    } finally {
      if (failed) statistics.restore();
      statistics.dispose();
      tf.dispose([results?.value, results?.grads, mean?.gradients, [...(mean?.figures ?? [])], norm, parts, stops]);
    }
  }

  private objective(inputs: StepInputs, step: StepInfo, parts: tf.Scalar[]): tf.Scalar {
    const { model, losses } = this.options;
    const { logits, features } = model.forward(inputs.images, { training: true, features: this.features });
    for (const { term, weight } of losses) {
      const part = term.compute({ ...inputs, logits, features, step });
      parts.push(tf.keep(part.mul<tf.Scalar>(weight)));
    }
    return tf.addN(parts);
  }

  private byName(gradients: tf.NamedTensorMap): Record<string, tf.Tensor> {
    const found = this.parameters.filter(({ variable }) => gradients[variable.name]);
    return Object.fromEntries(found.map(({ name, variable }) => [name, gradients[variable.name]!]));
  }

  /** Scales all gradients by clipNorm / norm where their global norm is above clipNorm (Pascanu et al., 2013). */
  private clip(gradients: Record<string, tf.Tensor>, norm: tf.Scalar): Record<string, tf.Tensor> {
    const { clipNorm } = this.options;
    if (clipNorm === undefined) return gradients;
    const scale = tf.minimum(1, tf.div(clipNorm, norm.maximum(1e-12)));
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(scale)]));
  }
}

/** Reads several scalars in one transfer from the engine. */
function readScalars(scalars: readonly tf.Scalar[]): number[] {
  return [...tf.tidy(() => tf.stack([...scalars]).dataSync())];
}

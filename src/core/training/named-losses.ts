import { ContrasegError } from '../errors/index.js';
import { unknownLossFeature } from '../errors/training.js';
import type { FeatureInfos } from '../interfaces/backbone.js';
import type { Loss, LossContext, LossTerm } from '../interfaces/loss.js';
import type { Parameter } from '../interfaces/optimizer.js';
import type { Stateful } from '../interfaces/stateful.js';
import { collectOpened } from '../registry/opened.js';
import { lossState } from './loss-state.js';

/** A loss at work, under the name that the log and checkpoints know it by. */
export interface NamedLoss {
  /** Its type, numbered where a type occurs twice: `cross-entropy`, `cross-entropy-2`. */
  readonly name: string;
  readonly weight: number;
  readonly term: LossTerm;
  /** What a checkpoint holds of it beside its variables: its own state and that of its banks; absent where it has neither. */
  readonly state?: Stateful;
}

/** Sets a loss up; one that is a function becomes a term that only computes. */
export function setUpLoss(name: string, loss: Loss, context: LossContext): NamedLoss {
  const { made, nested } = collectOpened(() => loss.setup(context));
  const term = typeof made === 'function' ? { compute: made } : made;
  return { name, weight: loss.weight, term, state: lossState(term, nested) };
}

/** A name for each of some components: its type, numbered where a type occurs twice. */
export function distinctNames(types: readonly string[]): string[] {
  return types.map((type, i) => {
    const earlier = types.slice(0, i).filter((other) => other === type).length;
    return earlier === 0 ? type : `${type}-${earlier + 1}`;
  });
}

/** The feature maps that any of the losses reads. */
export function featuresRead(losses: readonly NamedLoss[], offered: FeatureInfos): string[] {
  const known = Object.keys(offered);
  const problems = losses.flatMap(({ name, term }) =>
    (term.features ?? []).filter((feature) => !known.includes(feature)).map((f) => unknownLossFeature(name, f, known)),
  );
  if (problems.length > 0) throw new ContrasegError(problems);
  return [...new Set(losses.flatMap(({ term }) => term.features ?? []))];
}

/** What losses let the optimizer update; it learns with the head. */
export function lossParameters(losses: readonly NamedLoss[]): Parameter[] {
  return losses.flatMap(({ name, term }) =>
    (term.variables ?? [])
      .filter(({ trainable }) => trainable)
      .map((entry) => ({
        name: `losses/${name}/${entry.name}`,
        variable: entry.variable,
        group: 'head' as const,
        decay: entry.decay,
      })),
  );
}

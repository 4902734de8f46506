import { ContrasegError } from '../errors/index.js';
import { unknownLossFeature } from '../errors/training.js';
import type { FeatureInfos } from '../interfaces/backbone.js';
import type { Loss } from '../interfaces/loss.js';
import type { Parameter } from '../interfaces/optimizer.js';

/** A loss under the name that the log and checkpoints know it by. */
export interface NamedLoss {
  /** Its type, numbered where a type occurs twice: `cross-entropy`, `cross-entropy-2`. */
  readonly name: string;
  readonly loss: Loss;
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
  const problems = losses.flatMap(({ name, loss }) =>
    (loss.features ?? []).filter((feature) => !known.includes(feature)).map((f) => unknownLossFeature(name, f, known)),
  );
  if (problems.length > 0) throw new ContrasegError(problems);
  return [...new Set(losses.flatMap(({ loss }) => loss.features ?? []))];
}

/** What losses let the optimizer update; it learns with the head. */
export function lossParameters(losses: readonly NamedLoss[]): Parameter[] {
  return losses.flatMap(({ name, loss }) =>
    (loss.variables ?? [])
      .filter(({ trainable }) => trainable)
      .map((entry) => ({
        name: `losses/${name}/${entry.name}`,
        variable: entry.variable,
        group: 'head' as const,
        decay: entry.decay,
      })),
  );
}

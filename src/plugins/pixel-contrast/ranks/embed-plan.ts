import * as tf from '@tensorflow/tfjs';
import type { Collective } from '../../../core/interfaces/collective.js';
import type { Projected, Projection } from '../embedding/projection.js';
import type { RowPlan } from '../embedding/row-plan.js';

/**
 * The embeddings of the pixels that this rank needs. In a process on its own fewer than two are none, since a single row has no
 * variance for batch norm. With others every rank takes part, whatever it has: a single pixel then gets a neighbour for company,
 * and a rank without any embeds nothing.
 */
export function embedPlan(
  projection: Projection,
  features: tf.Tensor4D,
  plan: RowPlan,
  { size }: Collective,
): Projected | undefined {
  if (plan.size > 1) return projection.embed(features, plan.pixels);
  if (size === 1) return undefined;
  if (projection.acrossRanks) return projection.embed(features, plan.pixels);
  if (plan.size === 0) return { embeddings: tf.zeros([0, projection.dimension]) };
  const [pixel] = plan.pixels;
  const cells = features.size / features.shape[3];
  const pair = projection.embed(features, Int32Array.of(pixel!, (pixel! + 1) % cells));
  return { ...pair, embeddings: tf.slice(pair.embeddings, 0, 1) };
}

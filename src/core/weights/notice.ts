import type { Normalization } from '../data/loading/normalization.js';
import { completeNormalization, IMAGENET_NORMALIZATION } from '../data/loading/normalization.js';
import type { WeightOrigin } from './layout.js';

/** What a run's user is told about its weights: whose they are, and what they want to see, where that is not the usual. */
export function weightsNotice(
  origin: WeightOrigin | undefined,
  trained: Normalization,
  normalization: Normalization,
): string[] {
  if (!origin) return [];
  const lines = [`backbone: weights in the names of ${origin.layout.source} from ${origin.file}`];
  if (inYaml(trained) !== inYaml(normalization)) {
    lines.push(
      `these weights were trained with model.normalization ${inYaml(trained)}, the configuration says ${inYaml(normalization)}`,
    );
  } else if (inYaml(trained) !== inYaml(IMAGENET_NORMALIZATION)) {
    lines.push(`model.normalization is that of these weights: ${inYaml(normalization)}`);
  }
  return lines;
}

/** `{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }` */
export function inYaml(normalization: Normalization): string {
  const { mean, std, order } = completeNormalization(normalization);
  return `{ mean: [${mean.join(', ')}], std: [${std.join(', ')}]${order === 'bgr' ? ', order: bgr' : ''} }`;
}

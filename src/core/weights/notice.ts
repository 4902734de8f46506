import { IMAGENET_NORMALIZATION, type Normalization } from '../data/loading/normalization.js';
import type { WeightOrigin } from './layout.js';

/** What a run's user is told about its weights: whose they are, and when they were trained on other values of pixels. */
export function weightsNotice(origin: WeightOrigin | undefined, normalization: Normalization): string[] {
  if (!origin) return [];
  const { file, layout } = origin;
  const trained = layout.normalization ?? IMAGENET_NORMALIZATION;
  const lines = [`backbone: weights in the names of ${layout.source} from ${file}`];
  if (inYaml(trained) !== inYaml(normalization)) {
    lines.push(
      `these weights were trained with model.normalization ${inYaml(trained)}, the configuration says ${inYaml(normalization)}`,
    );
  }
  return lines;
}

/** `{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }` */
export function inYaml({ mean, std }: Normalization): string {
  return `{ mean: [${mean.join(', ')}], std: [${std.join(', ')}] }`;
}

import type { LoadedConfig } from '../config/load-config.js';
import { completeNormalization, IMAGENET_NORMALIZATION, type Normalization } from '../data/loading/normalization.js';

const FIELDS = ['mean', 'std', 'order'] as const;

/**
 * The configuration with its whole normalisation written out, as the folder of a run has it: evaluation, export and a run that
 * goes on do not read the weights that it came from.
 */
export function settleNormalization(loaded: LoadedConfig, known: Partial<Normalization>): LoadedConfig {
  const { config, merged } = loaded;
  const said = config.model.normalization;
  const { mean, std, order } = completeNormalization(said, completeNormalization(known));
  const normalization = { mean: [...mean], std: [...std], order };
  const origins = new Map(merged.origins);
  for (const field of FIELDS) {
    const usual = String(normalization[field]) === String(IMAGENET_NORMALIZATION[field]);
    if (said[field] !== undefined || usual) continue;
    origins.set(`model.normalization.${field}`, { source: 'the weights', directory: process.cwd() });
  }
  const settled = Object.freeze({ ...config, model: { ...config.model, normalization } });
  return { ...loaded, config: settled, merged: { ...merged, origins } };
}

import { ContrasegError } from '../../core/errors/index.js';
import { unknownFeature } from '../../core/errors/model.js';
import type { HeadFeature } from '../../core/interfaces/head.js';

/** The named feature map; without a name the deepest one, or the shallowest whose stride is at least the given one. */
export function chooseFeature(
  features: Readonly<Record<string, HeadFeature>>,
  name: string | undefined,
  otherwise: 'deepest' | number,
): HeadFeature {
  if (name !== undefined) {
    const feature = features[name];
    if (!feature) throw new ContrasegError(unknownFeature(name, Object.keys(features)));
    return feature;
  }
  const all = Object.values(features);
  const found = otherwise === 'deepest' ? undefined : all.find((feature) => feature.stride >= otherwise);
  return found ?? all.at(-1)!;
}

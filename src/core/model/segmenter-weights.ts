import { ContrasegError } from '../errors/index.js';
import { takesNoWeights } from '../errors/weights.js';
import { ComponentBlueprint } from '../registry/registry.js';

/**
 * Gives the file of a whole segmenter to backbone and head alike; one that names a file of its own keeps it.
 * @throws ContrasegError where one of them takes no weights, or is an object that was made without
 */
export function shareWeights<B extends object, H extends object>(
  parts: { readonly backbone: B; readonly head: H },
  file: string | undefined,
): { readonly backbone: B; readonly head: H } {
  if (file === undefined) return parts;
  const problems = (['backbone', 'head'] as const).flatMap((kind) => {
    const part: object = parts[kind];
    return takesWeights(part) ? [] : [takesNoWeights(kind, part instanceof ComponentBlueprint ? part.type : undefined)];
  });
  if (problems.length > 0) throw new ContrasegError(problems);
  return { backbone: withWeights(parts.backbone, file), head: withWeights(parts.head, file) };
}

function takesWeights(part: object): boolean {
  return part instanceof ComponentBlueprint && 'weights' in part.definition.options.shape;
}

function withWeights<T extends object>(part: T, file: string): T {
  if (!(part instanceof ComponentBlueprint)) return part;
  const { definition, options, path } = part;
  return new ComponentBlueprint(definition, { ...options, weights: options.weights ?? file }, path) as object as T;
}

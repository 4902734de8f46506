import type { Problem } from '../errors/index.js';
import { extraWeight, missingWeight, wrongWeight } from '../errors/weights.js';
import { floatValues } from './float-values.js';
import { placeOf, type WeightLayout } from './layout.js';
import type { NetworkTensor } from './network-tensors.js';
import type { SafeTensor, SafeTensors } from './safetensors.js';

/** How a file and a network go together. */
export interface Fit {
  readonly layout: WeightLayout;
  /** How many of the network's tensors the file has, of whatever shape. */
  readonly found: number;
  readonly wanted: number;
  /** Tensors of the file that are known not to belong to the network: classifiers, other parts of a segmenter. */
  readonly unused: readonly string[];
  /** Every tensor that is missing, too many, or of another shape or type. */
  readonly problems: readonly Problem[];
  /** Gives the network its weights; to be called where there are no problems. */
  apply(): void;
}

/** What files put before the names of a part of a segmenter, or of what was trained on several devices. */
const PREFIXES = ['', 'backbone.', 'head.', 'module.', 'module.backbone.'] as const;

/** Counters of PyTorch's batch norm, which nothing reads. */
const COUNTER = /\.num_batches_tracked$/;

/** The layout and prefix under which most of the network's names are in the file. */
export function fitWeights(
  network: readonly NetworkTensor[],
  layouts: readonly WeightLayout[],
  weights: SafeTensors,
  file: string,
): Fit {
  const names = new Set(weights.tensors.keys());
  let [best, prefix, found] = [layouts[0]!, '', -1];
  for (const layout of layouts) {
    const wanted = network.map((tensor) => placeOf(layout, tensor.name).name);
    for (const candidate of PREFIXES) {
      const count = wanted.filter((name) => names.has(candidate + name)).length;
      if (count > found) [best, prefix, found] = [layout, candidate, count];
    }
  }
  return compare(network, best, prefix, found, weights, file);
}

function compare(
  network: readonly NetworkTensor[],
  layout: WeightLayout,
  prefix: string,
  found: number,
  { tensors }: SafeTensors,
  file: string,
): Fit {
  const problems: Problem[] = [];
  const assignments: (() => void)[] = [];
  const used = new Set<string>();
  for (const tensor of network) {
    const { part, parts, name: inner } = placeOf(layout, tensor.name);
    const name = prefix + inner;
    const shape = parts === 1 ? tensor.shape : [tensor.shape[0]! * parts, ...tensor.shape.slice(1)];
    used.add(name);
    const source = tensors.get(name);
    if (!source) problems.push(missingWeight(file, name, shape));
    else if (!isFloat(source) || !sameShape(source.shape, shape)) problems.push(wrongWeight(file, name, shape, source));
    else
      assignments.push(() => {
        const values = floatValues(source)!;
        const size = values.length / parts;
        tensor.write(parts === 1 ? values : values.slice(part * size, (part + 1) * size));
      });
  }
  const rest = [...tensors.keys()].filter((name) => !used.has(name) && !COUNTER.test(name));
  const isKnown = (name: string) => !name.startsWith(prefix) || layout.extras?.test(name.slice(prefix.length)) === true;
  for (const name of rest.filter((name) => !isKnown(name))) problems.push(extraWeight(file, name, tensors.get(name)!));
  return {
    layout,
    found,
    wanted: network.length,
    unused: rest.filter(isKnown),
    problems,
    apply: () => {
      for (const assign of assignments) assign();
    },
  };
}

function isFloat({ dtype }: SafeTensor): boolean {
  return /^B?F\d/.test(dtype);
}

/** Trailing axes of 1 do not count: packages write a 1x1 convolution as a linear layer, or a layer scale as `[C, 1, 1]`. */
function sameShape(a: readonly number[], b: readonly number[]): boolean {
  const trimmed = (shape: readonly number[]) => shape.join().replace(/(,1)+$/, '');
  return trimmed(a) === trimmed(b);
}

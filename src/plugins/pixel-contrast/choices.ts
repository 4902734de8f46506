import { ContrasegError } from '../../core/errors/index.js';
import type { MemoryBank } from '../../core/interfaces/memory-bank.js';
import type { AnchorSampler, ExampleSampler } from '../../core/interfaces/sampler.js';
import type { Resolved } from '../../core/options/references.js';
import { ReferenceAnchors } from './anchors/reference.js';
import { SegmentationAwareAnchors } from './anchors/segmentation-aware.js';
import { PixelBank } from './banks/pixel-bank.js';
import { RegionBank } from './banks/region-bank.js';
import { memoryWithoutBank, referenceWithBoth } from './errors.js';
import { AllExamples } from './examples/all.js';
import { SemiHardExamples } from './examples/semi-hard.js';
import type { PixelContrastOptions } from './options.js';

type Options = Resolved<typeof PixelContrastOptions>;

/** What the options come to, together with what they leave open. */
export interface Choices extends Options {
  readonly anchors: AnchorSampler;
  readonly examples: ExampleSampler;
  /** The banks in use; none where the contrast set is the batch. */
  readonly memory: MemoryBank[];
  /** Whether anchors are compared with each other. */
  readonly batch: boolean;
  /** What the loss is multiplied by: temperature / base temperature. */
  readonly scale: number;
}

/** `loss × temperature / this` in the reference code. */
const REFERENCE_BASE_TEMPERATURE = 0.07;

/** @throws ContrasegError where options contradict each other */
export function resolveChoices(options: Options): Choices {
  const { anchors, examples, memory = [PixelBank.create(), RegionBank.create()] } = options;
  const reference = options.compat === 'reference';
  const contrastSet = options.contrastSet ?? (reference ? (memory.length > 0 ? 'memory' : 'batch') : 'both');
  if (reference && contrastSet === 'both') throw new ContrasegError(referenceWithBoth());
  if (contrastSet === 'memory' && memory.length === 0) throw new ContrasegError(memoryWithoutBank());
  const base = options.baseTemperature ?? (reference ? REFERENCE_BASE_TEMPERATURE : options.temperature);
  return {
    ...options,
    anchors: anchors ?? (reference ? ReferenceAnchors.create() : SegmentationAwareAnchors.create()),
    examples: examples ?? (reference ? AllExamples.create() : SemiHardExamples.create()),
    memory: contrastSet === 'batch' ? [] : memory,
    batch: contrastSet !== 'memory',
    scale: options.temperature / base,
  };
}

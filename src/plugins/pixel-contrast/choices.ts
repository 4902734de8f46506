import type { z } from 'zod';
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
import { type PixelContrastOptions, PlainOptions } from './options.js';

/** Options of the loss outside a registry: everything optional, samplers and banks as objects. */
export type PixelContrastInput = z.input<typeof PlainOptions> &
  Partial<Pick<Resolved<typeof PixelContrastOptions>, 'anchors' | 'examples' | 'memory'>>;

/** What the options come to, together with what they leave open. */
export interface Choices extends z.output<typeof PlainOptions> {
  readonly anchors: AnchorSampler;
  readonly examples: ExampleSampler;
  /** The banks in use; none where the contrast set is the batch. */
  readonly memory: readonly MemoryBank[];
  /** Whether anchors are compared with each other. */
  readonly batch: boolean;
  /** What the loss is multiplied by: temperature / base temperature. */
  readonly scale: number;
}

/** `loss × temperature / this` in the reference code. */
const REFERENCE_BASE_TEMPERATURE = 0.07;

/** @throws ContrasegError where options contradict each other */
export function resolveChoices(input: PixelContrastInput): Choices {
  const { anchors, examples, memory = [new PixelBank(), new RegionBank()], ...plain } = input;
  const options = PlainOptions.parse(plain);
  const reference = options.compat === 'reference';
  const contrastSet = options.contrastSet ?? (reference ? (memory.length > 0 ? 'memory' : 'batch') : 'both');
  if (reference && contrastSet === 'both') throw new ContrasegError(referenceWithBoth());
  if (contrastSet === 'memory' && memory.length === 0) throw new ContrasegError(memoryWithoutBank());
  const base = options.baseTemperature ?? (reference ? REFERENCE_BASE_TEMPERATURE : options.temperature);
  return {
    ...options,
    anchors: anchors ?? (reference ? new ReferenceAnchors() : new SegmentationAwareAnchors()),
    examples: examples ?? (reference ? new AllExamples() : new SemiHardExamples()),
    memory: contrastSet === 'batch' ? [] : memory,
    batch: contrastSet !== 'memory',
    scale: options.temperature / base,
  };
}

import type {
  AnchorSamplerTypes,
  BackboneTypes,
  DatasetTypes,
  ExampleSamplerTypes,
  HeadTypes,
  HookTypes,
  LossTypes,
  MemoryBankTypes,
  MetricTypes,
  OptimizerTypes,
  ScheduleTypes,
  TransformTypes,
} from '../plugin.js';
import type { Backbone } from './backbone.js';
import type { Dataset } from './dataset.js';
import type { Head } from './head.js';
import type { Hook } from './hook.js';
import type { Loss } from './loss.js';
import type { MemoryBank } from './memory-bank.js';
import type { Metric } from './metric.js';
import type { Optimizer } from './optimizer.js';
import type { AnchorSampler, ExampleSampler } from './sampler.js';
import type { Schedule } from './schedule.js';
import type { Transform } from './transform.js';

/** Each kind of component with its interface and the option types of the components known to the compiler. */
export interface Components {
  backbone: { interface: Backbone; types: BackboneTypes };
  head: { interface: Head; types: HeadTypes };
  loss: { interface: Loss; types: LossTypes };
  'memory-bank': { interface: MemoryBank; types: MemoryBankTypes };
  'anchor-sampler': { interface: AnchorSampler; types: AnchorSamplerTypes };
  'example-sampler': { interface: ExampleSampler; types: ExampleSamplerTypes };
  dataset: { interface: Dataset; types: DatasetTypes };
  transform: { interface: Transform; types: TransformTypes };
  optimizer: { interface: Optimizer; types: OptimizerTypes };
  schedule: { interface: Schedule; types: ScheduleTypes };
  metric: { interface: Metric; types: MetricTypes };
  hook: { interface: Hook; types: HookTypes };
}

export const KINDS = [
  'backbone',
  'head',
  'loss',
  'memory-bank',
  'anchor-sampler',
  'example-sampler',
  'dataset',
  'transform',
  'optimizer',
  'schedule',
  'metric',
  'hook',
] as const satisfies readonly (keyof Components)[];

export type Kind = keyof Components;

/** The interface that a component of kind `K` implements. */
export type ComponentOf<K extends Kind> = Components[K]['interface'];

/** What a config writes for a component of kind `K`: its `type` and that type's options. */
export type ComponentSpec<K extends Kind> = {
  // The type of no options at all, Record<string, never>, would forbid `type` as well.
  [T in keyof Components[K]['types'] & string]: Components[K]['types'][T] extends Record<string, never>
    ? { type: T }
    : { type: T } & Components[K]['types'][T];
}[keyof Components[K]['types'] & string];

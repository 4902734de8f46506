/**
 * What the author of a plugin imports. The builtin components are made of the same.
 * @module contraseg/plugin
 */

import * as blocks from './layers/blocks.js';

// Lets a configuration in TypeScript know the options of a component: each adds its own, by its `type`, through
// `declare module 'contraseg/plugin'`. They are declared here and not re-exported, because the compiler merges only into
// the module that declares a name.
export interface AnchorSamplerTypes {}
export interface BackboneTypes {}
export interface DatasetTypes {}
export interface ExampleSamplerTypes {}
export interface HeadTypes {}
export interface HookTypes {}
export interface LossTypes {}
export interface MemoryBankTypes {}
export interface MetricTypes {}
export interface OptimizerTypes {}
export interface ScheduleTypes {}
export interface TransformTypes {}

// Data: files in pairs, the meaning of a mask's values, moving image and mask together, counting pixels
export { ColorMap, type Rgb } from './data/files/color-map.js';
export type { ExifMode } from './data/files/exif.js';
export { type FilePair, FileSplit } from './data/files/file-split.js';
export { countValues, LabelMap } from './data/files/label-map.js';
export { PairedDataset, type PairedLayout } from './data/files/paired-dataset.js';
export type { Normalization } from './data/loading/normalization.js';
export {
  cutSample,
  type Fill,
  mirrorSample,
  rawImage,
  resampleWindow,
  resizeSample,
  type Window,
} from './data/raster/raster.js';
// What the components of each kind implement, and what they are given
export type { OneDnn } from './engine/native/one-dnn.js';
// Networks: layers, first values, weights from files, the loss of a pixel
export type { PixelWeightOptions } from './engine/ops/pixel-weights.js';
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from './engine/ops/softmax-cross-entropy.js';
export type { EngineRequest } from './engine/requests.js';
export type { EngineInfo, EngineName } from './engine/select-engine.js';
export { ContrasegError, type Problem } from './errors/contraseg-error.js';
export { type ClassCounts, classCounts } from './evaluation/confusion-matrix.js';
export type { Backbone, FeatureInfo, FeatureInfos, PreparedBackbone } from './interfaces/backbone.js';
export type { Collective } from './interfaces/collective.js';
export {
  type ComponentOf,
  type ComponentSpec,
  type Components,
  KINDS,
  type Kind,
} from './interfaces/component-types.js';
export type {
  ClassInfo,
  DataProblem,
  Dataset,
  DatasetSplit,
  OpenDataset,
  Sample,
  SplitProgress,
} from './interfaces/dataset.js';
export type { Figure, FigureInfo } from './interfaces/figure.js';
export type { Head, HeadFeature, HeadInputs, HeadOutputs } from './interfaces/head.js';
export type {
  EpochReport,
  EvaluationReport,
  Hook,
  PredictedSample,
  RunControl,
  RunInfo,
  StepReport,
} from './interfaces/hook.js';
export type {
  Loss,
  LossContext,
  LossFunction,
  LossInputs,
  LossTerm,
  LossVariable,
  StepInfo,
  Teacher,
} from './interfaces/loss.js';
export type { BankContext, BankRows, MemoryBank, OpenBank, PixelGroup } from './interfaces/memory-bank.js';
export type { ConfusionCounts, MeasuredImage, Metric, MetricResult } from './interfaces/metric.js';
export type { Optimizer, Parameter, ParameterGroup, Updater } from './interfaces/optimizer.js';
export type {
  AnchorCandidates,
  AnchorSampler,
  ExampleCandidates,
  ExamplePlan,
  ExampleSampler,
} from './interfaces/sampler.js';
export type { Schedule } from './interfaces/schedule.js';
export {
  type ComponentState,
  type Disposable,
  isStateful,
  type JsonValue,
  type Stateful,
} from './interfaces/stateful.js';
export type { Transform, TransformContext } from './interfaces/transform.js';
export { type BatchNormalizationArgs, batchNormalization } from './layers/batch-normalization.js';
export {
  heNormal,
  type Initializer,
  type KernelInitializer,
  uniformFanIn,
  zeroKernels,
} from './layers/initialization.js';
// A plugin, its components and their options
export {
  type Built,
  type ComponentField,
  type ComponentReference,
  component,
  type Given,
  type PathReference,
  path,
  type Resolved,
  weightsFile,
} from './options/references.js';
export { RandomStream } from './random/random-stream.js';
export { RandomStreams } from './random/random-streams.js';
export {
  type CreateArguments,
  type Declaration,
  type DefinedComponent,
  defineComponent,
} from './registry/define-component.js';
export type { ComponentDefinition } from './registry/definition.js';
export { API_VERSION, definePlugin, type Plugin, type PluginRegistry } from './registry/plugin.js';
export { CLASSES, type Injected, RANDOM, type Token } from './registry/tokens.js';
export type { PublishedFile } from './weights/download.js';
export { OWN_LAYOUT, renaming, type WeightLayout, type WeightOrigin } from './weights/layout.js';
export { type NetworkParts, prepareNetwork } from './weights/prepare-network.js';
export type { PublishedWeights } from './weights/published.js';
export { readSafetensors, type SafeTensor, type SafeTensors } from './weights/safetensors.js';
export type { Dtype, TensorData } from './weights/safetensors-header.js';
export { type AssignWeightsArgs, assignTorchWeights } from './weights/torch-weights.js';
export { blocks };

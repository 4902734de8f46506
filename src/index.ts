/**
 * What an application calls. Authors of plugins import from `contraseg/plugin`, the builtin components as classes are in
 * `contraseg/components`.
 * @module contraseg
 */

// Train, look at it, use it
export { type BrowseOptions, browse } from './api/browse.js';
export { compareRuns, type RunComparison } from './api/compare.js';
// Configurations, as objects and as files
export { type ConfigSource, readConfig, readPlugins } from './api/config.js';
export { type ConvertDataOptions, type ConvertDataResult, convertData } from './api/convert-data.js';
export { type CreateModelOptions, createModel } from './api/create-model.js';
export { type CreatedPlugin, type CreatePluginOptions, createPlugin } from './api/create-plugin.js';
export { type DryRun, dryRun } from './api/dry-run.js';
export { type EvaluateOptions, type EvaluateResult, evaluateRun } from './api/evaluate.js';
export { type ExportFormat, type ExportOptions, exportModel } from './api/export.js';
export { findLearningRate, type RangeTest, type RangeTestOptions } from './api/find-learning-rate.js';
export { type InitOptions, type InitResult, initFolder } from './api/init-folder.js';
export { inspectWeights, type WeightsInspection, type WeightsMatch } from './api/inspect-weights.js';
export { listModels, type ModelList, type ModelRow } from './api/list-models.js';
export { installNative } from './api/native.js';
export type { BackboneChoice } from './api/published-backbones.js';
export type { OpenedRun, OpenRunOptions } from './api/run.js';
export { scanData } from './api/scan-data.js';
export { loadSegmenter, type PredictOptions, type RgbPixels, type Segmentation, Segmenter } from './api/segmenter.js';
export { type ModelSummary, type StepMemory, type SummaryOptions, summarize } from './api/summarize.js';
export { type TrainOptions, type TrainSummary, train } from './api/train.js';
// For the option types that they bring, so that `defineConfig` knows every component of this package.
export type {} from './components.js';
export { type ConfigInput, defineConfig } from './core/config/define-config.js';
export { configJsonSchema } from './core/config/json-schema.js';
export type { MergedConfig, Origin } from './core/config/layers.js';
export type { LoadedConfig, OpenedConfig, ValidConfig } from './core/config/load-config.js';
export type { LoadedPlugin } from './core/config/load-plugins.js';
export type { ConfigPreamble, PluginReference, RunConfigInput } from './core/config/schema.js';
export type { DataScan, SplitStatistics } from './core/data/inspection/scan.js';
export type { Normalization } from './core/data/loading/normalization.js';
export type { Cluster, Task } from './core/distributed/cluster.js';
export { type Diagnosis, diagnose, type EngineDiagnosis } from './core/engine/doctor/diagnose.js';
export type { Examination } from './core/engine/doctor/examine.js';
export type { Speed } from './core/engine/doctor/speed.js';
export type { InstalledNative, InstallOptions } from './core/engine/native/install.js';
export { ENGINE_REQUESTS, type EngineRequest } from './core/engine/requests.js';
export {
  type EngineInfo,
  type EngineName,
  type EngineOptions,
  selectEngine,
} from './core/engine/select-engine.js';
export { ContrasegError, formatProblem, type Problem } from './core/errors/contraseg-error.js';
export type { Comparison, PairedDifference } from './core/evaluation/bootstrap.js';
export type { ConfusionMatrix } from './core/evaluation/confusion-matrix.js';
export type { CountedImage, EvaluatedImage, Evaluation, EvaluationOptions } from './core/evaluation/evaluate.js';
export { encodeMask, encodeOverlay, type MaskImage } from './core/evaluation/overlay.js';
export type { SlidingWindow } from './core/evaluation/sliding-window.js';
export type { TestTimeAugmentation } from './core/evaluation/test-time-augmentation.js';
export type { Tile } from './core/evaluation/tiles.js';
export type { ClassInfo, SplitProgress } from './core/interfaces/dataset.js';
export type {
  EpochReport,
  EvaluationReport,
  Hook,
  PredictedSample,
  RunControl,
  RunInfo,
  StepReport,
} from './core/interfaces/hook.js';
export type { MetricResult } from './core/interfaces/metric.js';
export type { Freezing } from './core/model/freezing.js';
export { type InferenceModel, predictClasses, predictLogits, predictProbabilities } from './core/model/inference.js';
export type { ImageSize, LayerCost } from './core/model/layer-costs.js';
export type {
  ForwardOptions,
  ForwardOutputs,
  PartCost,
  SegmentationGraph,
  SegmentationModel,
} from './core/model/segmentation-model.js';
export type { RegisteredComponent } from './core/registry/definition.js';
export type { ComponentBlueprint, Registry } from './core/registry/registry.js';
export type { RunDirectory } from './core/run/directory.js';
export type { RunMetadata } from './core/run/metadata.js';
export type { TrainResult } from './core/training/trainer.js';
export { VERSION } from './core/version.js';
export { type DownloadProgress, download as fetchWeights, type PublishedFile } from './core/weights/download.js';
export type { WeightLayout, WeightOrigin } from './core/weights/layout.js';
export type { PublishedWeights } from './core/weights/published.js';
export { type Experiment, loadExperiment, type Variant } from './experiments/experiment.js';
export { type PlannedRun, planSweep, type RunState, type SweepOptions, type SweepPlan } from './experiments/plan.js';
export type { RunResult } from './experiments/results.js';
export { type RunOutcome, runSweep, type SweepRunnerOptions } from './experiments/run-sweep.js';
export type { ProposeOptions } from './layouts/propose/proposal.js';
export { IMAGENET_WEIGHTS } from './plugins/backbones/imagenet-weights.js';
export type {} from './plugins/pixel-contrast/index.js';
export { createReport } from './report/create-report.js';
export type { RunReportOptions } from './report/data/run-report.js';
export { type WatchedRuns, type WatchOptions, watchRuns } from './report/watch-runs.js';

import * as tf from '@tensorflow/tfjs';
import { completeNormalization, type Normalization } from '../data/loading/normalization.js';
import { ContrasegError } from '../errors/index.js';
import { stateOfNoLayer, unknownFeature } from '../errors/model.js';
import type { FeatureInfos } from '../interfaces/backbone.js';
import type { Collective } from '../interfaces/collective.js';
import type { HeadFeature } from '../interfaces/head.js';
import type { Parameter, ParameterGroup } from '../interfaces/optimizer.js';
import { normalizeAcross } from '../layers/batch-normalization.js';
import type { WeightOrigin } from '../weights/layout.js';
import { type Freezing, freezeLayers } from './freezing.js';
import { fuseBatchNormalizations } from './fuse-batch-normalization.js';
import { fuseDepthwise } from './fuse-depthwise.js';
import { type ImageSize, type LayerCost, layerCosts } from './layer-costs.js';
import { layerParameters, layerStatistics } from './parameters.js';
import { layersBehind } from './symbolic-graph.js';

/** The symbolic graph that a backbone and a head built. */
export interface SegmentationGraph {
  readonly image: tf.SymbolicTensor;
  readonly logits: tf.SymbolicTensor;
  readonly backboneFeatures: Readonly<Record<string, HeadFeature>>;
  readonly headFeatures: Readonly<Record<string, HeadFeature>>;
  /** Weights that a loss moves, see `HeadOutputs.state`. */
  readonly headState?: Readonly<Record<string, tf.Variable>>;
  /** Logits of auxiliary classifiers. */
  readonly auxiliary?: Readonly<Record<string, HeadFeature>>;
  /** Where the backbone's weights came from, and the head's. */
  readonly pretrained?: WeightOrigin | undefined;
  /** Nothing when absent. */
  readonly freezing?: Freezing | undefined;
  readonly headPretrained?: WeightOrigin | undefined;
}

export interface ForwardOptions {
  /** Batch statistics, which also move batch norm's averages, or those averages. */
  readonly training: boolean;
  /** Names of the feature maps and auxiliary logits to return beside the logits. */
  readonly features?: readonly string[];
}

export interface ForwardOutputs {
  /** `[batch, h, w, classCount]`, at the head's own stride. */
  readonly logits: tf.Tensor4D;
  readonly features: Readonly<Record<string, tf.Tensor4D>>;
}

/** A layer with the part of the model that it belongs to; `auxiliary` is there in training only. */
export interface PartCost extends LayerCost {
  readonly part: ParameterGroup | 'auxiliary';
}

/** A backbone with its head: the inference network, and the access to features and variables that training needs. */
export class SegmentationModel {
  /** `image -> logits`, the model that is exported; losses and their projections are never in it. */
  readonly network: tf.LayersModel;
  /** Every feature map of backbone and head. */
  readonly features: FeatureInfos;
  /** The auxiliary logits, which exist for training. */
  readonly auxiliary: FeatureInfos;
  /** Height and width of an image must be multiples of it. */
  readonly outputStride: number;
  readonly classCount: number;
  readonly parameters: readonly Parameter[];
  /** Those of the statistics that the head lets losses write to, under its names for them. */
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** Variables that no gradient moves, by name: batch norm's moving averages, and frozen weights. */
  readonly statistics: Readonly<Record<string, tf.Variable>>;

  /** Where the backbone's weights came from, if from a file whose names were recognised. */
  readonly pretrained: WeightOrigin | undefined;
  /** What the weights were trained to see; that of ImageNet where nothing is known. */
  readonly normalization: Normalization;

  private readonly maps: Readonly<Record<string, HeadFeature>>;
  private readonly layers: readonly tf.layers.Layer[];
  private readonly networks = new Map<string, tf.LayersModel>();

  constructor(private readonly graph: SegmentationGraph) {
    const { backboneFeatures, headFeatures, auxiliary = {} } = graph;
    this.maps = { ...backboneFeatures, ...headFeatures, ...auxiliary };
    this.features = infosOf({ ...backboneFeatures, ...headFeatures });
    this.auxiliary = infosOf(auxiliary);
    this.pretrained = graph.pretrained;
    const layouts = [graph.pretrained, graph.headPretrained].map((origin) => origin?.layout.normalization);
    this.normalization = completeNormalization({}, layouts[0] ?? layouts[1]);
    this.outputStride = Math.max(...Object.values(this.features).map((feature) => feature.stride));
    this.classCount = graph.logits.shape[3]!;
    this.state = graph.headState ?? {};
    this.network = this.networkWith([]);

    const backbone = new Set(layersBehind(tensorsOf(graph.backboneFeatures)));
    const outputs = [...tensorsOf(this.maps), graph.logits];
    this.layers = layersBehind(outputs);
    const group = (layer: tf.layers.Layer): ParameterGroup => (backbone.has(layer) ? 'backbone' : 'head');
    const named = new Map(this.layers.map((layer) => [`${group(layer)}/${layer.name}`, layer] as const));
    const frozen = freezeLayers(named, graph.freezing ?? { layers: [], batchNorm: false });
    fuseBatchNormalizations(outputs);
    fuseDepthwise(outputs);
    const learning = this.layers.filter((layer) => !frozen.has(layer));
    this.parameters = learning.flatMap((layer) => layerParameters(group(layer), layer));
    this.statistics = Object.fromEntries(
      this.layers.flatMap((layer) => layerStatistics(group(layer), layer, frozen.has(layer))),
    );
    this.checkState();
  }

  /**
   * One pass through the network; works inside `tf.variableGrads`. The tensors belong to the caller.
   * @param image `[batch, height, width, 3]`, normalised, height and width multiples of `outputStride`
   */
  forward(image: tf.Tensor4D, { training, features = [] }: ForwardOptions): ForwardOutputs {
    const network = this.networkWith(features);
    const results = [network.apply(image, { training })].flat() as tf.Tensor4D[];
    const resultOf = (map: tf.SymbolicTensor) => results[network.outputs.indexOf(map)]!;
    return {
      logits: resultOf(this.graph.logits),
      features: Object.fromEntries(features.map((name) => [name, resultOf(this.maps[name]!.tensor)])),
    };
  }

  /** Has batch norm in training normalise by the batches of all ranks together. */
  synchronizeBatchNorm(collective: Collective): void {
    for (const layer of this.layers) normalizeAcross(layer, collective);
  }

  /** What each layer takes for one image of this size, in running order. */
  costs(size: ImageSize): PartCost[] {
    const outputs = [...tensorsOf(this.graph.backboneFeatures), this.graph.logits, ...tensorsOf(this.maps)];
    const namesOf = (tensors: readonly tf.SymbolicTensor[]) => new Set(layersBehind(tensors).map(({ name }) => name));
    const [backbone, inference] = [namesOf(tensorsOf(this.graph.backboneFeatures)), namesOf([this.graph.logits])];
    const partOf = (name: string) => (backbone.has(name) ? 'backbone' : inference.has(name) ? 'head' : 'auxiliary');
    return layerCosts(outputs, size).map((cost) => ({ ...cost, part: partOf(cost.name) }));
  }

  dispose(): void {
    for (const layer of this.layers) {
      for (const weight of layer.weights) (weight.read() as tf.Variable).dispose();
    }
  }

  /** What is not among the statistics would be neither saved nor exported, or moved by gradients too. */
  private checkState(): void {
    const fixed = new Set(Object.values(this.statistics));
    const wrong = Object.keys(this.state).filter((name) => !fixed.has(this.state[name]!));
    if (wrong.length > 0) throw new ContrasegError(wrong.map(stateOfNoLayer));
  }

  /** The network with feature maps as further outputs; what is not asked for is not computed. */
  private networkWith(features: readonly string[]): tf.LayersModel {
    const key = features.join('\n');
    let network = this.networks.get(key);
    if (!network) {
      const unknown = features.filter((name) => !(name in this.maps));
      if (unknown.length > 0) {
        throw new ContrasegError(unknown.map((name) => unknownFeature(name, Object.keys(this.maps))));
      }
      // A head may offer a map that has a name already; tfjs wants each output once.
      const outputs = new Set([this.graph.logits, ...features.map((name) => this.maps[name]!.tensor)]);
      network = tf.model({ inputs: this.graph.image, outputs: [...outputs] });
      this.networks.set(key, network);
    }
    return network;
  }
}

function tensorsOf(maps: Readonly<Record<string, HeadFeature>>): tf.SymbolicTensor[] {
  return Object.values(maps).map((map) => map.tensor);
}

function infosOf(maps: Readonly<Record<string, HeadFeature>>): FeatureInfos {
  return Object.fromEntries(Object.entries(maps).map(([name, { channels, stride }]) => [name, { channels, stride }]));
}

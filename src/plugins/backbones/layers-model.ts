import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { unfitInput, unfitLayer, unknownLayer } from '../../core/errors/weights.js';
import type { Backbone, FeatureInfo, FeatureInfos, PreparedBackbone } from '../../core/interfaces/backbone.js';
import { batchNormalization } from '../../core/layers/batch-normalization.js';
import { path, type Resolved } from '../../core/options/references.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { readLayersModel } from '../../core/weights/layers-model.js';
import { ModelGraph } from './model-graph.js';

const LayersModelOptions = z.strictObject({
  model: path().describe('A tfjs LayersModel (also one converted from Keras): its model.json, or the folder with it.'),
  features: z
    .record(z.string(), z.string())
    .refine((features) => Object.keys(features).length > 0, 'name at least one layer')
    .describe('Name of each feature map and of the layer that makes it, from shallow to deep.'),
});

declare module '../../core/plugin.js' {
  interface BackboneTypes {
    'layers-model': z.input<typeof LayersModelOptions>;
  }
}

/** Sizes of two probes; their difference is free of what unpadded convolutions cut off. */
const PROBES = [512, 1024] as const;

class LayersModelBackbone implements Backbone {
  constructor(private readonly options: Resolved<typeof LayersModelOptions>) {}

  /** @throws ContrasegError naming every feature whose layer does not exist or makes no map */
  async prepare({ pretrained }: { readonly pretrained: boolean }): Promise<PreparedBackbone> {
    const network = await readLayersModel(this.options.model, { weights: pretrained });
    const inputs = network.inputs.map((input) => input.shape);
    if (inputs.length !== 1 || inputs[0]!.length !== 4 || inputs[0]![3] !== 3) {
      throw new ContrasegError(unfitInput(this.options.model, inputs));
    }
    const graph = new ModelGraph(network);
    const outputs = this.find(graph);
    return { features: this.measure(graph, outputs), build: (image) => this.build(graph, outputs, image) };
  }

  private build(
    graph: ModelGraph,
    outputs: readonly tf.SymbolicTensor[],
    image: tf.SymbolicTensor,
  ): Record<string, tf.SymbolicTensor> {
    const used = new Set<tf.layers.Layer>();
    const maps = graph.evaluate(outputs, image, (layer, inputs) => {
      used.add(layer);
      return applyLayer(layer, inputs);
    });
    for (const { sourceLayer } of graph.outputs.values()) {
      if (!used.has(sourceLayer)) tf.dispose(sourceLayer.weights.map((weight) => weight.read()));
    }
    return Object.fromEntries(Object.keys(this.options.features).map((name, i) => [name, maps[i]!]));
  }

  private find(graph: ModelGraph): tf.SymbolicTensor[] {
    const named = Object.entries(this.options.features);
    const missing = named.filter(([, layer]) => !graph.outputs.has(layer));
    if (missing.length > 0) {
      const known = [...graph.outputs.keys()];
      throw new ContrasegError(missing.map(([name, layer]) => unknownLayer(this.options.model, name, layer, known)));
    }
    const tensors = named.map(([, layer]) => graph.outputs.get(layer)!);
    const unfit = named.filter((_, i) => tensors[i]!.shape.length !== 4);
    if (unfit.length > 0) {
      throw new ContrasegError(
        unfit.map(([name, layer]) => unfitLayer(this.options.model, name, layer, graph.outputs.get(layer)!.shape)),
      );
    }
    return tensors;
  }

  /** Channels and strides, from the shapes at two input sizes. */
  private measure(graph: ModelGraph, outputs: readonly tf.SymbolicTensor[]): FeatureInfos {
    const [small, large] = PROBES.map((size) =>
      graph.evaluate<tf.Shape>(outputs, [1, size, size, 3], (layer, inputs) => {
        const shapes = layer.computeOutputShape(inputs.length === 1 ? inputs[0]! : inputs);
        return (Array.isArray(shapes[0]) ? shapes : [shapes]) as tf.Shape[];
      }),
    ) as [tf.Shape[], tf.Shape[]];
    const infos = small.map((shape, i): FeatureInfo => {
      const stride = (PROBES[1] - PROBES[0]) / (large[i]![1]! - shape[1]!);
      return { channels: shape[3]!, stride };
    });
    return Object.fromEntries(Object.keys(this.options.features).map((name, i) => [name, infos[i]!]));
  }
}

/** Applies a layer of the loaded network once more, freed from the image size that the network was trained at. */
function applyLayer(layer: tf.layers.Layer, inputs: tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  if (isPlainNormalization(layer)) return [applyNormalization(layer, inputs[0]!)];
  (layer as { batchInputShape?: tf.Shape }).batchInputShape = undefined;
  const outputs = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor | tf.SymbolicTensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}

function isPlainNormalization(layer: tf.layers.Layer): boolean {
  if (layer.getClassName() !== 'BatchNormalization') return false;
  const { axis, center, scale } = layer.getConfig();
  const last = layer.inboundNodes[0]!.inputTensors[0]!.shape.length - 1;
  return center === true && scale === true && (axis === -1 || axis === last);
}

/** Our own batch norm in its place computes the same and trains several times faster. */
function applyNormalization(layer: tf.layers.Layer, input: tf.SymbolicTensor): tf.SymbolicTensor {
  const { epsilon, momentum } = layer.getConfig();
  const ours = batchNormalization({ name: layer.name, epsilon: epsilon as number, momentum: momentum as number });
  ours.trainable = layer.trainable;
  const output = ours.apply(input) as tf.SymbolicTensor;
  const weights = layer.getWeights();
  ours.setWeights(weights);
  tf.dispose(weights);
  return output;
}

/** Any tf.layers network as a backbone: its own layers, up to the deepest feature, on an image of any size. */
export const LayersModel = defineComponent('backbone', {
  name: 'layers-model',
  description: 'Any tfjs or Keras LayersModel on disk, with feature maps by layer name.',
  options: LayersModelOptions,
  component: LayersModelBackbone,
});

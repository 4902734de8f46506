import * as tf from '@tensorflow/tfjs';
import { multiplyAdds } from './multiply-adds.js';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What one application of a layer to one image takes. */
export interface LayerCost {
  readonly name: string;
  /** Its class: `Conv2D`, `Attention`, … */
  readonly type: string;
  /** Of what it gives, `[height, width, channels]`. */
  readonly shape: readonly number[];
  /** Trained values; 0 where a layer is applied a second time. */
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** Every layer that `outputs` depend on, each after the layers that it reads from, and what it takes at this size of image. */
export function layerCosts(outputs: readonly tf.SymbolicTensor[], { height, width }: ImageSize): LayerCost[] {
  const costs: LayerCost[] = [];
  const shapes = new Map<number, number[]>();
  const counted = new Set<tf.layers.Layer>();
  const shapeOf = (tensor: tf.SymbolicTensor): number[] => {
    const known = shapes.get(tensor.id);
    if (known) return known;
    const shape = measure(tensor);
    shapes.set(tensor.id, shape);
    return shape;
  };
  const measure = (tensor: tf.SymbolicTensor): number[] => {
    const layer = tensor.sourceLayer;
    if (tensor.inputs.length === 0) return [1, height, width, tensor.shape.at(-1)!];
    const inputs = tensor.inputs.map(shapeOf);
    if (layer instanceof tf.LayersModel) {
      layer.inputs.forEach((input, i) => {
        shapes.set(input.id, inputs[i]!);
      });
      return shapeOf(layer.outputs[tensor.outputTensorIndex ?? 0]!);
    }
    const output = layer.computeOutputShape(inputs.length === 1 ? inputs[0]! : inputs) as number[];
    costs.push({
      name: layer.name,
      type: layer.getClassName().replace('contraseg>', ''),
      shape: output.slice(1),
      parameters: counted.has(layer) ? 0 : parameterCount(layer),
      multiplyAdds: multiplyAdds(layer, inputs, output),
    });
    counted.add(layer);
    return output;
  };
  outputs.forEach(shapeOf);
  return costs;
}

/** What a network takes in all. */
export function totalCost(costs: readonly LayerCost[]): Pick<LayerCost, 'parameters' | 'multiplyAdds'> {
  const sum = (key: 'parameters' | 'multiplyAdds') => costs.reduce((total, cost) => total + cost[key], 0);
  return { parameters: sum('parameters'), multiplyAdds: sum('multiplyAdds') };
}

function parameterCount(layer: tf.layers.Layer): number {
  return layer.trainableWeights.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0);
}

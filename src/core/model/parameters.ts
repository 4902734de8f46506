import type * as tf from '@tensorflow/tfjs';
import type { Parameter, ParameterGroup } from '../interfaces/optimizer.js';

type LayerWeight = tf.layers.Layer['weights'][number];

/** `<group>/<layer>/<weight>`: tfjs's own variable names are numbered through the whole process and differ from run to run. */
function weightName(group: ParameterGroup, layer: tf.layers.Layer, weight: LayerWeight): string {
  return `${group}/${layer.name}/${weight.originalName.split('/').at(-1)}`;
}

/** What the optimizer updates. Biases and batch norm, all vectors, are not decayed. */
export function layerParameters(group: ParameterGroup, layer: tf.layers.Layer): Parameter[] {
  return layer.trainableWeights.map((weight) => ({
    name: weightName(group, layer, weight),
    variable: weight.read() as tf.Variable,
    group,
    decay: weight.shape.length > 1,
  }));
}

/** What the optimizer leaves alone: the moving averages of batch norm, and all weights of a frozen layer. */
export function layerStatistics(
  group: ParameterGroup,
  layer: tf.layers.Layer,
  frozen: boolean,
): [name: string, tf.Variable][] {
  const weights = frozen ? layer.weights : layer.nonTrainableWeights;
  return weights.map((weight) => [weightName(group, layer, weight), weight.read() as tf.Variable]);
}

import type * as tf from '@tensorflow/tfjs';
import { layersBehind } from '../model/symbolic-graph.js';

/** A weight that a convolution or a dense layer multiplies by: by far the most of a network's weights. */
export interface Kernel {
  readonly layer: tf.layers.Layer;
  /** The name that the weight has in files. */
  readonly name: string;
  readonly variable: tf.Variable;
  readonly depthwise: boolean;
  /** The axes along which a channel of the output lies: `[height, width, in, out]`, or `[height, width, channels, multiplier]`. */
  readonly axes: readonly number[];
}

/** Every kernel of a network; all other weights are short vectors, which stay as they are in every file. */
export function kernelsOf(network: tf.LayersModel): Kernel[] {
  return layersBehind(network.outputs).flatMap((layer) =>
    layer.weights.flatMap((weight): Kernel[] => {
      const name = weight.originalName;
      if (!/(^|[/_])kernel$/.test(name)) return [];
      const variable = weight.read() as tf.Variable;
      const depthwise = name.endsWith('depthwise_kernel');
      const channelAxes = depthwise ? 2 : 1;
      const axes = variable.shape.slice(0, -channelAxes).map((_, axis) => axis);
      return [{ layer, name, variable, depthwise, axes }];
    }),
  );
}

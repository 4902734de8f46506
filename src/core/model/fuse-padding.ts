import * as tf from '@tensorflow/tfjs';
import { ourBackend } from '../engine/native/raw-op.js';
import { readersBehind } from './symbolic-graph.js';

type Border = [[number, number], [number, number]];

/**
 * Has each depthwise convolution add in training the zeros that a layer before it adds for it alone, where our kernels run,
 * which need no padded copy. The layers stay what they are, so the model predicts and is saved as before.
 * @param outputs what is read of the network
 */
export function fusePadding(outputs: readonly tf.SymbolicTensor[]): void {
  for (const [tensor, [reader, ...others]] of readersBehind(outputs)) {
    const border = borderOf(tensor.sourceLayer);
    if (!border || !reader || others.length > 0 || outputs.includes(tensor)) continue;
    if (isPlainDepthwise(reader.sourceLayer)) fuse(tensor.sourceLayer, reader.sourceLayer, border);
  }
}

function fuse(padding: tf.layers.Layer, convolution: tf.layers.Layer, border: Border): void {
  const { strides } = convolution.getConfig() as { strides: [number, number] };
  inTraining(padding, (x) => x);
  inTraining(convolution, (x) => {
    const [kernel, bias] = convolution.weights.map((weight) => weight.read());
    const y = tf.depthwiseConv2d(x, kernel as tf.Tensor4D, strides, [[0, 0], ...border, [0, 0]]);
    return bias ? y.add(bias) : y;
  });
}

function inTraining(layer: tf.layers.Layer, compute: (x: tf.Tensor4D) => tf.Tensor): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) =>
    kwargs.training && ourBackend()
      ? tf.tidy(() => compute((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D))
      : call(inputs, kwargs);
}

function borderOf(layer: tf.layers.Layer): Border | undefined {
  return layer.getClassName() === 'ZeroPadding2D' ? (layer.getConfig().padding as Border) : undefined;
}

function isPlainDepthwise(layer: tf.layers.Layer): boolean {
  if (layer.getClassName() !== 'DepthwiseConv2D') return false;
  const { padding, activation, depthMultiplier } = layer.getConfig();
  return padding === 'valid' && activation === 'linear' && depthMultiplier === 1;
}

import * as tf from '@tensorflow/tfjs';
import { ourBackend } from '../engine/native/raw-op.js';
import { DilatedDepthwiseConv2D } from '../layers/dilated-depthwise-conv2d.js';
import { readersBehind } from './symbolic-graph.js';

type Border = [[number, number], [number, number]];

/**
 * Where our kernels run, has each depthwise convolution do in training what takes copies of the image elsewhere: dilation,
 * and the zeros that a layer before it adds for it alone. The layers stay what they are, so the model predicts and is saved
 * as before.
 * @param outputs what is read of the network
 */
export function fuseDepthwise(outputs: readonly tf.SymbolicTensor[]): void {
  for (const [tensor, [reader, ...others]] of readersBehind(outputs)) {
    const layer = tensor.sourceLayer;
    if (layer instanceof DilatedDepthwiseConv2D) dilate(layer);
    const border = borderOf(layer);
    if (!border || !reader || others.length > 0 || outputs.includes(tensor)) continue;
    if (isPlainDepthwise(reader.sourceLayer)) fuse(layer, reader.sourceLayer, border);
  }
}

function dilate(layer: tf.layers.Layer): void {
  const { dilationRate } = layer.getConfig() as { dilationRate: number };
  inTraining(layer, (x) => tf.depthwiseConv2d(x, kernelOf(layer), 1, 'same', 'NHWC', dilationRate));
}

function fuse(padding: tf.layers.Layer, convolution: tf.layers.Layer, border: Border): void {
  const { strides } = convolution.getConfig() as { strides: [number, number] };
  inTraining(padding, (x) => x);
  inTraining(convolution, (x) => {
    const y = tf.depthwiseConv2d(x, kernelOf(convolution), strides, [[0, 0], ...border, [0, 0]]);
    const bias = convolution.weights[1];
    return bias ? y.add(bias.read()) : y;
  });
}

function kernelOf(layer: tf.layers.Layer): tf.Tensor4D {
  return layer.weights[0]!.read() as tf.Tensor4D;
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

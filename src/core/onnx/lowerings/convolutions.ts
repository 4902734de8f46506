import * as tf from '@tensorflow/tfjs';
import type { GraphBuilder, Value } from '../graph-builder.js';
import { demand, type LayerAtUse, type Lowering } from '../lowering.js';
import type { Attribute } from '../messages.js';
import { activate } from './activations.js';

export const conv2d: Lowering = (layer, graph) => {
  const kernel = layer.weight('kernel')!;
  // [height, width, in, out] -> [out, in, height, width]
  const weights = transposed(graph, kernel, [3, 2, 0, 1]);
  return convolve(graph, layer, weights, {
    dilations: layer.config.dilationRate as number[],
    ...border(layer.config, kernel.shape, layer.config.dilationRate as number[]),
  });
};

export const depthwiseConv2d: Lowering = (layer, graph) => {
  demand(layer.config, 'dilationRate', 1, [1, 1]);
  const kernel = layer.weight('depthwise_kernel')!;
  const attributes = { group: kernel.shape[2]!, ...border(layer.config, kernel.shape, [1, 1]) };
  return convolve(graph, layer, depthwiseKernel(graph, kernel), attributes);
};

export const dilatedDepthwiseConv2d: Lowering = (layer, graph) => {
  const kernel = layer.weight('depthwise_kernel')!;
  const rate = layer.config.dilationRate as number;
  const dilations = [rate, rate];
  const attributes = { group: kernel.shape[2]!, dilations, pads: samePads(kernel.shape, dilations) };
  return convolve(graph, layer, depthwiseKernel(graph, kernel), attributes);
};

export const zeroPadding2d: Lowering = ({ config, inputs: [x] }, graph) => {
  const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]];
  return graph.op('Pad', [x!, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
};

/**
 * Strides and padding of a convolution or a pooling. tfjs's `same` is ONNX's `SAME_UPPER`; at stride 1 it does not depend
 * on the size of the map and is written out, since runtimes know `SAME_UPPER` without dilation only.
 * @param window begins with height and width of the kernel or the pool
 */
export function border(
  { strides = [1, 1], padding }: tf.serialization.ConfigDict,
  window: readonly number[],
  dilations: readonly number[],
): Record<string, Attribute> {
  const steps = strides as number[];
  if (padding !== 'same') return { strides: steps };
  if (steps.every((step) => step === 1)) return { strides: steps, pads: samePads(window, dilations) };
  return { strides: steps, auto_pad: 'SAME_UPPER' };
}

/** `[top, left, bottom, right]` of what keeps a map's size at stride 1. */
function samePads([height, width]: readonly number[], [down, along]: readonly number[]): number[] {
  const [rows, columns] = [(height! - 1) * down!, (width! - 1) * along!];
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return [top, left, rows - top, columns - left];
}

function convolve(
  graph: GraphBuilder,
  { config, inputs, weight }: LayerAtUse,
  kernel: Value,
  attributes: Record<string, Attribute>,
): Value {
  demand(config, 'dataFormat', 'channelsLast');
  const bias = weight('bias');
  const y = graph.op('Conv', [...inputs, kernel, ...(bias ? [graph.tensor('bias', bias)] : [])], attributes);
  return activate(graph, y, config.activation);
}

/** `[height, width, channels, multiplier]` -> `[channels multiplier, 1, height, width]` */
function depthwiseKernel(graph: GraphBuilder, kernel: tf.Tensor): Value {
  const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
  return transposed(graph, kernel, [2, 3, 0, 1], [channels * multiplier, 1, height, width]);
}

function transposed(graph: GraphBuilder, kernel: tf.Tensor, axes: number[], shape?: number[]): Value {
  const weights = tf.tidy(() => {
    const ordered = kernel.transpose(axes);
    return shape ? ordered.reshape(shape) : ordered;
  });
  const value = graph.kernel(weights);
  weights.dispose();
  return value;
}

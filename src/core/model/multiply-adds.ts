import type * as tf from '@tensorflow/tfjs';

/** Multiply-adds of one application of a layer, from the shapes of one image: `[1, height, width, channels]`. */
type Count = (layer: tf.layers.Layer, inputs: readonly number[][], output: readonly number[]) => number;

/** Every cell of the output, all channels of it, takes each value of the kernel once. */
const convolution: Count = (layer, _inputs, output) => cells(output) * kernelSize(layer);

/** Similarities of all queries to all keys, and as many sums of values. */
const attention: Count = (_layer, [queries, keys]) => 2 * cells(queries!) * cells(keys!) * queries!.at(-1)!;

/** Each class's mean over all pixels. */
const gathering: Count = (_layer, [features, logits]) => cells(features!) * features!.at(-1)! * logits!.at(-1)!;

/**
 * What counts, by the layers' class names: convolutions and products of matrices, as fvcore and ptflops count them. Norms,
 * activations, pooling and resizing are left out; they are a few operations per value.
 */
const COUNTS: Readonly<Record<string, Count>> = {
  Conv2D: convolution,
  DepthwiseConv2D: convolution,
  'contraseg>DilatedDepthwiseConv2D': convolution,
  Dense: convolution,
  'contraseg>Attention': attention,
  'contraseg>RegionGathering': gathering,
};

export function multiplyAdds(layer: tf.layers.Layer, inputs: readonly number[][], output: readonly number[]): number {
  return COUNTS[layer.getClassName()]?.(layer, inputs, output) ?? 0;
}

function cells(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((product, n) => product * n, 1);
}

/** All values but the bias. */
function kernelSize(layer: tf.layers.Layer): number {
  const kernels = layer.weights.filter(({ shape }) => shape.length > 1);
  return kernels.reduce((sum, { shape }) => sum + (shape as number[]).reduce((product, n) => product * n, 1), 0);
}

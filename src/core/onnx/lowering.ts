import type * as tf from '@tensorflow/tfjs';
import type { GraphBuilder, Value } from './graph-builder.js';

/** A layer as its lowering sees it. */
export interface LayerAtUse {
  /** What the layer's `getConfig` says; shapes and axes in it are those of `[batch, height, width, channels]`. */
  readonly config: tf.serialization.ConfigDict;
  /** In ONNX's order: a map is `[batch, channels, height, width]`. */
  readonly inputs: readonly Value[];
  /** The inputs' shapes in tfjs's order. */
  readonly shapes: readonly tf.Shape[];
  /** A weight in tfjs's order of axes, by its last name (`kernel`). */
  weight(name: string): tf.Tensor | undefined;
}

/**
 * Adds what a layer computes at inference to a graph, and returns its result.
 * @throws UnsupportedOption where the layer is set to something that has no lowering
 */
export type Lowering = (layer: LayerAtUse, graph: GraphBuilder) => Value;

/** Why a layer of a known class cannot be lowered: `its option "dataFormat" is "channelsFirst"`. */
export class UnsupportedOption extends Error {
  constructor(option: string, value: unknown) {
    super(`its option "${option}" is ${JSON.stringify(value)}`);
  }
}

/** @throws UnsupportedOption unless an option is absent or among the allowed values */
export function demand(config: tf.serialization.ConfigDict, option: string, ...allowed: readonly unknown[]): void {
  const value = config[option];
  if (value != null && !allowed.some((each) => JSON.stringify(each) === JSON.stringify(value))) {
    throw new UnsupportedOption(option, value);
  }
}

/** Where the channels of a tensor are in ONNX's order. */
export const CHANNELS = 1;

/** Height and width in ONNX's order. */
export const [HEIGHT, WIDTH] = [2, 3] as const;

/** Axes in ONNX's order, from and to tfjs's. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1];
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];

export function isMap(shape: tf.Shape): boolean {
  return shape.length === 4;
}

/** @throws UnsupportedOption unless `axis` names the last axis of the shape */
export function demandLastAxis(config: tf.serialization.ConfigDict, shape: tf.Shape): void {
  const last = shape.length - 1;
  demand(config, 'axis', -1, last, [-1], [last]);
}

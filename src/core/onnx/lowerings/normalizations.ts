import * as tf from '@tensorflow/tfjs';
import type { GraphBuilder, Value } from '../graph-builder.js';
import {
  demandLastAxis,
  isMap,
  type LayerAtUse,
  type Lowering,
  TO_CHANNELS_FIRST,
  TO_CHANNELS_LAST,
} from '../lowering.js';

export const batchNormalization: Lowering = (layer, graph) => {
  const { config, inputs, shapes, weight } = layer;
  demandLastAxis(config, shapes[0]!);
  const statistics = ['moving_mean', 'moving_variance'].map((name) => graph.tensor(name, weight(name)!));
  return graph.op('BatchNormalization', [inputs[0]!, ...scaleAndShift(graph, layer), ...statistics], epsilonOf(layer));
};

export const layerNormalization: Lowering = (layer, graph) => {
  const { config, inputs, shapes } = layer;
  demandLastAxis(config, shapes[0]!);
  const map = isMap(shapes[0]!);
  const x = map ? graph.op('Transpose', inputs, { perm: TO_CHANNELS_LAST }) : inputs[0]!;
  const y = graph.op('LayerNormalization', [x, ...scaleAndShift(graph, layer)], epsilonOf(layer));
  return map ? graph.op('Transpose', [y], { perm: TO_CHANNELS_FIRST }) : y;
};

export const layerScale: Lowering = ({ inputs: [x], shapes: [shape], weight }, graph) => {
  const factors = weight('layer_scale')!;
  const column = isMap(shape!) ? factors.reshape([factors.size, 1, 1]) : factors.clone();
  const value = graph.tensor('layer_scale', column);
  column.dispose();
  return graph.op('Mul', [x!, value]);
};

/** A layer may be told to learn only one of the two. */
function scaleAndShift(graph: GraphBuilder, { shapes, weight }: LayerAtUse): Value[] {
  const channels = shapes[0]!.at(-1)!;
  const neutral = (name: string, value: number) => {
    const known = weight(name);
    if (known) return graph.tensor(name, known);
    const filled = tf.fill([channels], value);
    const constant = graph.tensor(name, filled);
    filled.dispose();
    return constant;
  };
  return [neutral('gamma', 1), neutral('beta', 0)];
}

function epsilonOf({ config }: LayerAtUse) {
  return { epsilon: { float: config.epsilon as number } };
}

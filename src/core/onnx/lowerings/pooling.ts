import type { GraphBuilder, Value } from '../graph-builder.js';
import { demand, HEIGHT, type LayerAtUse, type Lowering, WIDTH } from '../lowering.js';
import { border } from './convolutions.js';

export const maxPooling2d: Lowering = (layer, graph) => pool('MaxPool', layer, graph);

/** Pixels beyond the border do not count, as in tfjs. */
export const averagePooling2d: Lowering = (layer, graph) => pool('AveragePool', layer, graph);

function pool(opType: string, { config, inputs }: LayerAtUse, graph: GraphBuilder): Value {
  demand(config, 'dataFormat', 'channelsLast');
  const window = config.poolSize as number[];
  return graph.op(opType, inputs, { kernel_shape: window, ...border(config, window, [1, 1]) });
}

export const globalAveragePooling2d: Lowering = ({ config, inputs }, graph) => {
  demand(config, 'dataFormat', 'channelsLast');
  return graph.op('Flatten', [graph.op('GlobalAveragePool', inputs)], { axis: 1 });
};

/** The means are two products of matrices, whose weights depend on the size of the map. */
export const adaptiveAveragePooling: Lowering = ({ config, inputs: [x] }, graph) => {
  const bins = config.bins as number;
  const rows = graph.op('MatMul', [means(graph, x!, HEIGHT, bins), x!]);
  return graph.op('MatMul', [rows, graph.op('Transpose', [means(graph, x!, WIDTH, bins)])]);
};

/** `[bins, size]`: row i is 1 / n at the n places from floor(i size / bins) to ceil((i + 1) size / bins), 0 elsewhere. */
function means(graph: GraphBuilder, x: Value, axis: number, bins: number): Value {
  const column = (first: number) =>
    graph.integers(
      Array.from({ length: bins }, (_, i) => first + i),
      [bins, 1],
    );
  const count = graph.integers([bins], []);
  const shape = graph.op('Shape', [x]);
  const size = graph.op('Gather', [shape, graph.integers([axis], [])]);
  const from = graph.op('Div', [graph.op('Mul', [column(0), size]), count]);
  const ends = graph.op('Add', [graph.op('Mul', [column(1), size]), graph.integers([bins - 1], [])]);
  const to = graph.op('Div', [ends, count]);
  const places = graph.op('Range', [graph.integers([0], []), size, graph.integers([1], [])]);
  const inside = graph.op('And', [graph.op('GreaterOrEqual', [places, from]), graph.op('Less', [places, to])]);
  const float = { to: 1 };
  const lengths = graph.op('Cast', [graph.op('Sub', [to, from])], float);
  return graph.op('Div', [graph.op('Cast', [inside], float), lengths]);
}

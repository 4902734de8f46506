import type { GraphBuilder, Value } from '../graph-builder.js';
import { demand, type Lowering, UnsupportedOption } from '../lowering.js';

/** tfjs's activations by name. */
const ACTIVATIONS: Readonly<Record<string, (graph: GraphBuilder, x: Value) => Value>> = {
  linear: (_, x) => x,
  relu: (graph, x) => graph.op('Relu', [x]),
  relu6: (graph, x) => clip(graph, x, 6),
  sigmoid: (graph, x) => graph.op('Sigmoid', [x]),
  tanh: (graph, x) => graph.op('Tanh', [x]),
  hardSigmoid: (graph, x) => graph.op('HardSigmoid', [x], { alpha: { float: 0.2 }, beta: { float: 0.5 } }),
  swish: (graph, x) => graph.op('Mul', [x, graph.op('Sigmoid', [x])]),
  gelu,
};

/** What follows a layer that names its activation. */
export function activate(graph: GraphBuilder, x: Value, name: unknown): Value {
  const lower = ACTIVATIONS[String(name ?? 'linear')];
  if (!lower) throw new UnsupportedOption('activation', name);
  return lower(graph, x);
}

export const activation: Lowering = ({ config, inputs: [x] }, graph) => activate(graph, x!, config.activation);

export const reLU: Lowering = ({ config, inputs: [x] }, graph) => {
  demand(config, 'threshold', 0);
  demand(config, 'negativeSlope', 0);
  return config.maxValue == null ? graph.op('Relu', [x!]) : clip(graph, x!, config.maxValue as number);
};

export const hardSigmoid: Lowering = ({ inputs: [x] }, graph) =>
  graph.op('HardSigmoid', [x!], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } });

export const hardSwish: Lowering = ({ inputs: [x] }, graph) => graph.op('HardSwish', [x!]);

function clip(graph: GraphBuilder, x: Value, largest: number): Value {
  return graph.op('Clip', [x, graph.scalar(0), graph.scalar(largest)]);
}

/** x (1 + erf(x / sqrt 2)) / 2; ONNX has an operator of its own from opset 20 on. */
function gelu(graph: GraphBuilder, x: Value): Value {
  const erf = graph.op('Erf', [graph.op('Div', [x, graph.scalar(Math.SQRT2)])]);
  const twice = graph.op('Mul', [x, graph.op('Add', [erf, graph.scalar(1)])]);
  return graph.op('Mul', [twice, graph.scalar(0.5)]);
}

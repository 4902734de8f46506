import type { Lowering } from '../lowering.js';

/** Queries, keys and values become `[batch, heads, channels / heads, pixels]`, which is how the maps lie already. */
export const attention: Lowering = ({ config, inputs: [queries, keys, values], shapes: [shape] }, graph) => {
  const heads = config.heads as number;
  const size = shape!.at(-1)! / heads;
  const apart = graph.integers([0, heads, size, -1]);
  const [q, k, v] = [queries!, keys!, values!].map((map) => graph.op('Reshape', [map, apart])) as [
    string,
    string,
    string,
  ];
  const last = { perm: [0, 1, 3, 2] };
  const scaled = graph.op('Mul', [graph.op('Transpose', [q], last), graph.scalar(size ** -0.5)]);
  const similarities = graph.op('Softmax', [graph.op('MatMul', [scaled, k])], { axis: -1 });
  const context = graph.op('MatMul', [similarities, graph.op('Transpose', [v], last)]);
  return graph.op('Reshape', [graph.op('Transpose', [context], last), graph.op('Shape', [queries!])]);
};

export const regionGathering: Lowering = ({ inputs: [features, logits] }, graph) => {
  const rows = graph.integers([0, 0, -1]);
  const shares = graph.op('Softmax', [graph.op('Reshape', [logits!, rows])], { axis: -1 });
  const pixels = graph.op('Transpose', [shares], { perm: [0, 2, 1] });
  const regions = graph.op('MatMul', [graph.op('Reshape', [features!, rows]), pixels]);
  return graph.op('Unsqueeze', [regions, graph.integers([3])]);
};

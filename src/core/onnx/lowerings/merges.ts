import { CHANNELS, demandLastAxis, isMap, type Lowering, TO_CHANNELS_FIRST, TO_CHANNELS_LAST } from '../lowering.js';

export const add: Lowering = ({ inputs }, graph) =>
  inputs.length === 2 ? graph.op('Add', inputs) : graph.op('Sum', inputs);

export const multiply: Lowering = ({ inputs }, graph) => inputs.reduce((product, x) => graph.op('Mul', [product, x]));

export const concatenate: Lowering = ({ config, inputs, shapes }, graph) => {
  demandLastAxis(config, shapes[0]!);
  return graph.op('Concat', inputs, { axis: isMap(shapes[0]!) ? CHANNELS : shapes[0]!.length - 1 });
};

/** Elements are counted in tfjs's order, so that a map is turned to it and back. */
export const reshape: Lowering = ({ config, inputs: [x], shapes: [shape] }, graph) => {
  const target = config.targetShape as number[];
  const rows = isMap(shape!) ? graph.op('Transpose', [x!], { perm: TO_CHANNELS_LAST }) : x!;
  // 0 takes the batch as it is.
  const reshaped = graph.op('Reshape', [rows, graph.integers([0, ...target.map((size) => size ?? -1)])]);
  return target.length === 3 ? graph.op('Transpose', [reshaped], { perm: TO_CHANNELS_FIRST }) : reshaped;
};

/** What changes nothing at inference. */
export const passOn: Lowering = ({ inputs: [x] }) => x!;

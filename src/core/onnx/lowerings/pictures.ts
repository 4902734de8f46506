import { ABSENT, type GraphBuilder, type Value } from '../graph-builder.js';
import { CHANNELS, HEIGHT, type Lowering, TO_CHANNELS_FIRST, WIDTH } from '../lowering.js';
import { DATA_TYPE } from '../messages.js';
import { between, HALF_PIXEL } from './resizing.js';

/*
 * The image of these two is what decoders give, bytes `[batch, height, width, 3]`; channels come first behind them.
 */

export const prepareImage: Lowering = ({ config, inputs: [image] }, graph) => {
  const { mean, std, order, multipleOf } = config as unknown as {
    readonly mean: readonly number[];
    readonly std: readonly number[];
    readonly order: 'rgb' | 'bgr';
    readonly multipleOf: number;
  };
  const scale = graph.floats(std.map((value) => 1 / (255 * value)));
  const shift = graph.floats(std.map((value, channel) => mean[channel]! / value));
  const floats = graph.op('Cast', [image!], { to: DATA_TYPE.float32 });
  const normalized = graph.op('Sub', [graph.op('Mul', [floats, scale]), shift]);
  const ordered =
    order === 'rgb' ? normalized : graph.op('Gather', [normalized, graph.integers([2, 1, 0])], { axis: 3 });
  const map = graph.op('Transpose', [ordered], { perm: TO_CHANNELS_FIRST });
  const { missing } = sizeOf(graph, image!, multipleOf);
  const pads = graph.op('Concat', [graph.integers([0, 0, 0, 0, 0, 0]), missing], { axis: 0 });
  return graph.op('Pad', [map, pads]);
};

export const classifyPixels: Lowering = ({ config, inputs: [logits, image] }, graph) => {
  const { size, missing } = sizeOf(graph, image!, config.multipleOf as number);
  const padded = graph.op('Add', [size, missing]);
  const sizes = graph.op('Concat', [between(graph, logits!, 0, HEIGHT), padded], { axis: 0 });
  const resized = graph.op('Resize', [logits!, ABSENT, ABSENT, sizes], HALF_PIXEL);
  const cut = graph.op('Slice', [resized, graph.integers([0, 0]), size, graph.integers([HEIGHT, WIDTH])]);
  const classes = graph.op('ArgMax', [cut], { axis: CHANNELS, keepdims: 0 });
  return graph.op('Cast', [classes], { to: DATA_TYPE.uint8 });
};

/** Height and width of the image, and what each lacks to a multiple; ONNX's `Mod` has the sign of the divisor. */
function sizeOf(graph: GraphBuilder, image: Value, multipleOf: number): { size: Value; missing: Value } {
  const size = between(graph, image, 1, 3);
  return { size, missing: graph.op('Mod', [graph.op('Neg', [size]), graph.integers([multipleOf])]) };
}

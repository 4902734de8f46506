import { ABSENT, type GraphBuilder, type Value } from '../graph-builder.js';
import { demand, HEIGHT, type Lowering, WIDTH } from '../lowering.js';

export const HALF_PIXEL = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
const ALIGN_CORNERS = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };
/** The stock layer, which has its first pixels' corners in one place. */
const STOCK = {
  bilinear: { mode: 'linear', coordinate_transformation_mode: 'asymmetric' },
  nearest: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
};

export const resizeBilinear: Lowering = ({ config, inputs: [x, like] }, graph) => {
  const outer = between(graph, x!, 0, HEIGHT);
  const inner = between(graph, like!, HEIGHT, WIDTH + 1);
  const sizes = graph.op('Concat', [outer, inner], { axis: 0 });
  return graph.op('Resize', [x!, ABSENT, ABSENT, sizes], config.alignCorners ? ALIGN_CORNERS : HALF_PIXEL);
};

export const upsampleBilinear: Lowering = ({ config, inputs: [x] }, graph) => {
  const factor = config.factor as number;
  return graph.op('Resize', [x!, ABSENT, graph.floats([1, 1, factor, factor])], HALF_PIXEL);
};

export const upSampling2d: Lowering = ({ config, inputs: [x] }, graph) => {
  demand(config, 'dataFormat', 'channelsLast');
  demand(config, 'interpolation', 'nearest', 'bilinear');
  const [down, along] = config.size as [number, number];
  const { interpolation } = config as { interpolation?: keyof typeof STOCK };
  return graph.op('Resize', [x!, ABSENT, graph.floats([1, 1, down, along])], STOCK[interpolation ?? 'nearest']);
};

/** Some sizes of a tensor, `[end - start]`. */
export function between(graph: GraphBuilder, x: Value, start: number, end: number): Value {
  return graph.op('Shape', [x], { start, end });
}

import type { Normalization } from '../data/loading/normalization.js';
import type { ClassInfo } from '../interfaces/dataset.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { VERSION } from '../version.js';
import { lowerNetwork } from './lower-network.js';
import { encodeModel } from './messages.js';

/** The oldest set of operators that has LayerNormalization. */
const OPSET = 17;

export interface OnnxModelContext {
  readonly classes: readonly ClassInfo[];
  readonly normalization: Normalization;
}

/**
 * The inference network as an ONNX file: `image` `[batch, 3, height, width]`, normalised, to `logits`
 * `[batch, classes, h, w]`; batch, height and width are free. The file's metadata, all JSON, says what a deployer needs:
 * `classes`, `normalization`, `output_stride`, of which height and width must be multiples, and `logits_stride`, the size of a
 * cell of the logits in pixels.
 * @throws ContrasegError naming every layer that has no lowering
 */
export function encodeOnnxModel(model: SegmentationModel, { classes, normalization }: OnnxModelContext): Uint8Array {
  const { network, outputStride } = model;
  const { nodes, constants } = lowerNetwork(network, { input: 'image', output: 'logits' });
  const metadata = { classes, normalization, output_stride: outputStride, logits_stride: logitsStride(model) };
  return encodeModel({
    opset: OPSET,
    producer: { name: 'contraseg', version: VERSION },
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)])),
    graph: {
      name: 'segmentation',
      node: nodes,
      initializer: constants,
      input: {
        name: 'image',
        shape: ['batch', 3, 'height', 'width'],
        docString: `RGB, normalised; height and width are multiples of ${outputStride}`,
      },
      output: {
        name: 'logits',
        shape: ['batch', model.classCount, 'logits_height', 'logits_width'],
        docString: 'one map per class; enlarge it to the size of the image, bilinearly with half-pixel centres',
      },
    },
  });
}

function logitsStride({ network, outputStride }: SegmentationModel): number {
  const size = 4 * outputStride;
  const [, height] = network.computeOutputShape([1, size, size, 3]) as number[];
  return size / height!;
}

import { CONTRACT_FILE, type Contract } from '../exported/contract.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { VERSION } from '../version.js';
import { lowerNetwork } from './lower-network.js';
import { encodeModel } from './messages.js';

/** The oldest set of operators that has LayerNormalization. */
const OPSET = 17;

/**
 * The inference network as an ONNX file: `image` `[batch, 3, height, width]`, normalised, to `logits`
 * `[batch, classes, h, w]`; batch, height and width are free. The file's metadata holds the contract as `contraseg.json`, and
 * as `logits_stride` how many pixels a cell of the logits is high and wide.
 * @throws ContrasegError naming every layer that has no lowering
 */
export function encodeOnnxModel(model: SegmentationModel, contract: Contract): Uint8Array {
  const { nodes, constants } = lowerNetwork(model.network, { input: 'image', output: 'logits' });
  return encodeModel({
    opset: OPSET,
    producer: { name: 'contraseg', version: VERSION },
    metadata: { [CONTRACT_FILE]: JSON.stringify(contract), logits_stride: String(logitsStride(model)) },
    graph: {
      name: 'segmentation',
      node: nodes,
      initializer: constants,
      input: {
        name: 'image',
        shape: ['batch', 3, 'height', 'width'],
        docString: `RGB, normalised; height and width are multiples of ${contract.input.multipleOf}`,
      },
      output: {
        name: 'logits',
        shape: ['batch', model.classCount, 'logits_height', 'logits_width'],
        docString: 'one map per class, to be enlarged to the size of the image: bilinear, half-pixel centres',
      },
    },
  });
}

function logitsStride({ network, outputStride }: SegmentationModel): number {
  const size = 4 * outputStride;
  const [, height] = network.computeOutputShape([1, size, size, 3]) as number[];
  return size / height!;
}

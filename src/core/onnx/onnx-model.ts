import { CONTRACT_FILE, type Contract } from '../exported/contract.js';
import { maskNetwork } from '../exported/mask-network.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import { VERSION } from '../version.js';
import { lowerNetwork } from './lower-network.js';
import { DATA_TYPE, encodeModel, type ModelMessage } from './messages.js';

/** The oldest set of operators that has LayerNormalization. */
const OPSET = 17;

/**
 * A model as an ONNX file, for any batch, height and width. The file's metadata holds the contract as `contraseg.json`.
 *
 * With the graph `logits`: `image` `[batch, 3, height, width]`, normalised, to `logits` `[batch, classes, h, w]`; the
 * metadata says as `logits_stride` how many pixels a cell of the logits is high and wide. With the graph `mask`: the bytes
 * `image` `[batch, height, width, 3]` to `mask` `[batch, height, width]`, bytes too.
 * @throws ContrasegError naming every layer that has no lowering
 */
export function encodeOnnxModel(model: SegmentationModel, contract: Contract): Uint8Array {
  const { network, input, output, metadata } =
    contract.graph === 'mask' ? maskOf(model, contract) : logitsOf(model, contract);
  const { nodes, constants } = lowerNetwork(network, { input: input.name, output: output.name }, contract.weights);
  return encodeModel({
    opset: OPSET,
    producer: { name: 'contraseg', version: VERSION },
    metadata: { [CONTRACT_FILE]: JSON.stringify(contract), ...metadata },
    graph: { name: 'segmentation', node: nodes, initializer: constants, input, output },
  });
}

/** A network with what is said of its input and output. */
type Described = Pick<ModelMessage['graph'], 'input' | 'output'> &
  Pick<ModelMessage, 'metadata'> & { readonly network: SegmentationModel['network'] };

function logitsOf(model: SegmentationModel, contract: Contract): Described {
  return {
    network: model.network,
    metadata: { logits_stride: String(logitsStride(model)) },
    input: {
      name: 'image',
      dataType: DATA_TYPE.float32,
      shape: ['batch', 3, 'height', 'width'],
      docString: `RGB, normalised; height and width are multiples of ${contract.input.multipleOf}`,
    },
    output: {
      name: 'logits',
      dataType: DATA_TYPE.float32,
      shape: ['batch', model.classCount, 'logits_height', 'logits_width'],
      docString: 'one map per class, to be enlarged to the size of the image: bilinear, half-pixel centres',
    },
  };
}

function maskOf(model: SegmentationModel, contract: Contract): Described {
  return {
    network: maskNetwork(model.network, contract),
    metadata: {},
    input: {
      name: 'image',
      dataType: DATA_TYPE.uint8,
      shape: ['batch', 'height', 'width', 3],
      docString: 'RGB, of any size',
    },
    output: {
      name: 'mask',
      dataType: DATA_TYPE.uint8,
      shape: ['batch', 'height', 'width'],
      docString: 'the class of each pixel',
    },
  };
}

function logitsStride({ network, outputStride }: SegmentationModel): number {
  const size = 4 * outputStride;
  const [, height] = network.computeOutputShape([1, size, size, 3]) as number[];
  return size / height!;
}

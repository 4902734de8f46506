import type * as tf from '@tensorflow/tfjs';
import type { Contract } from '../exported/contract.js';
import { toInt8 } from '../quantization/int8.js';
import { toFloat16 } from '../weights/float16.js';
import { type Attribute, attributeMessage, DATA_TYPE, type NodeMessage, type TensorMessage } from './messages.js';

/** The name of a tensor in an ONNX graph. */
export type Value = string;

/** An input that an operator can do without and is not given. */
export const ABSENT: Value = '';

/** Collects the nodes and constants of an ONNX graph, each node after those that it reads from. */
export class GraphBuilder {
  readonly nodes: NodeMessage[] = [];
  readonly constants: TensorMessage[] = [];
  /** What names of new nodes and constants begin with: the layer that they come from. */
  scope = '';

  private readonly names = new Map<string, number>();

  /** @param precision of kernels; all is computed in float32 */
  constructor(private readonly precision: Contract['weights'] = 'float32') {}

  /** Adds a node with one output, which it returns. */
  op(opType: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    const name = this.unusedName(opType);
    this.node(opType, name, inputs, name, attributes);
    return name;
  }

  /** Gives a value the name of the graph's output. */
  output(name: Value, value: Value): void {
    this.node('Identity', name, [value], name, {});
  }

  /** A constant with a tensor's values and shape; the tensor stays the caller's. */
  tensor(name: string, tensor: tf.Tensor): Value {
    return this.constant(name, tensor.shape, DATA_TYPE.float32, tensor.dataSync<'float32'>().slice());
  }

  /** A kernel, in the precision of the graph; its first axis counts the channels of the output. */
  kernel(kernel: tf.Tensor): Value {
    const { shape } = kernel;
    if (this.precision === 'float32') return this.tensor('kernel', kernel);
    if (this.precision === 'float16') {
      const halves = this.constant('kernel', shape, DATA_TYPE.float16, toFloat16(kernel.dataSync<'float32'>()));
      return this.op('Cast', [halves], { to: DATA_TYPE.float32 });
    }
    const along = shape.map((_, axis) => axis).slice(1);
    const { codes, scales } = toInt8(kernel, along);
    const inputs = [
      this.constant('kernel', shape, DATA_TYPE.int8, codes),
      this.constant('scales', [scales.length], DATA_TYPE.float32, scales),
    ];
    return this.op('DequantizeLinear', inputs, { axis: 0 });
  }

  /** A constant without dimensions. */
  scalar(value: number): Value {
    return this.constant('scalar', [], DATA_TYPE.float32, Float32Array.of(value));
  }

  floats(values: readonly number[]): Value {
    return this.constant('floats', [values.length], DATA_TYPE.float32, Float32Array.from(values));
  }

  /** `[values.length]`, or of another shape. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant('integers', shape, DATA_TYPE.int64, BigInt64Array.from(values.map(BigInt)));
  }

  private node(
    opType: string,
    name: string,
    input: readonly Value[],
    output: Value,
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeMessage(key, value));
    this.nodes.push({ name, opType, input, output: [output], attribute });
  }

  private constant(
    name: string,
    dims: readonly number[],
    dataType: number,
    values: Float32Array | Uint16Array | Int8Array | BigInt64Array,
  ): Value {
    const unused = this.unusedName(name);
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.constants.push({ name: unused, dims, dataType, rawData });
    return unused;
  }

  private unusedName(name: string): string {
    const path = `${this.scope}/${name}`;
    const earlier = this.names.get(path) ?? 0;
    this.names.set(path, earlier + 1);
    return earlier === 0 ? path : `${path}_${earlier}`;
  }
}

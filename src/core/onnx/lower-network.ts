import * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../errors/contraseg-error.js';
import { noLowering } from '../errors/export.js';
import type { Contract } from '../exported/contract.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { type LayerAtUse, UnsupportedOption } from './lowering.js';
import { LOWERINGS } from './lowerings/table.js';

/**
 * A network of one input and one output as an ONNX graph; a network in it, used once, is opened.
 * @param names what input and output are called there
 * @param precision of the kernels
 * @throws ContrasegError naming every layer that has no lowering
 */
export function lowerNetwork(
  network: tf.LayersModel,
  names: { input: Value; output: Value },
  precision?: Contract['weights'],
): GraphBuilder {
  const graph = new GraphBuilder(precision);
  const values = new Map<number, Value>([[network.inputs[0]!.id, names.input]]);
  const failures = new Failures();

  const lowered = (tensor: tf.SymbolicTensor): Value => {
    const known = values.get(tensor.id);
    if (known !== undefined) return known;
    const layer = tensor.sourceLayer;
    const inputs = tensor.inputs.map(lowered);
    let value: Value;
    if (layer instanceof tf.LayersModel) {
      for (const [i, { id }] of layer.inputs.entries()) values.set(id, inputs[i]!);
      value = lowered(layer.outputs[tensor.outputTensorIndex ?? 0]!);
    } else {
      graph.scope = layer.name;
      value = failures.collect(layer, () => lower(layer, inputs, tensor, graph)) ?? names.input;
    }
    values.set(tensor.id, value);
    return value;
  };

  const result = lowered(network.outputs[0]!);
  failures.throwIfAny();
  graph.output(names.output, result);
  return graph;
}

function lower(layer: tf.layers.Layer, inputs: Value[], { inputs: tensors }: tf.SymbolicTensor, graph: GraphBuilder) {
  const lowering = LOWERINGS.get(layer.getClassName());
  if (!lowering) throw new UnknownClass();
  const atUse: LayerAtUse = {
    config: layer.getConfig(),
    inputs,
    shapes: tensors.map((tensor) => tensor.shape),
    weight: (name) => layer.weights.find((weight) => weight.originalName.split('/').at(-1) === name)?.read(),
  };
  return lowering(atUse, graph);
}

class UnknownClass extends Error {
  override readonly message = 'they have no lowering';
}

/** Layers that could not be lowered, by class and reason. */
class Failures {
  private readonly layers = new Map<string, { className: string; reason: string; names: string[] }>();

  collect<T>(layer: tf.layers.Layer, lowering: () => T): T | undefined {
    try {
      return lowering();
    } catch (error) {
      if (!(error instanceof UnknownClass || error instanceof UnsupportedOption)) throw error;
      const [className, reason] = [layer.getClassName(), error.message];
      const key = `${className}\n${reason}`;
      const group = this.layers.get(key) ?? { className, reason, names: [] };
      this.layers.set(key, group);
      group.names.push(layer.name);
      return undefined;
    }
  }

  throwIfAny(): void {
    const groups = [...this.layers.values()];
    if (groups.length === 0) return;
    throw new ContrasegError(groups.map(({ className, reason, names }) => noLowering(className, reason, names)));
  }
}

import * as tf from '@tensorflow/tfjs';
import { nodesBetween, type TapeNode, withTape } from './tape.js';

/**
 * What `tf.variableGrads` computes, in half of its memory: once an operation is behind it, the backward pass frees what was
 * saved for that operation and the gradient of its outputs. tfjs keeps all of them until the last.
 * @returns the value of `f`, and the gradient of each variable that it depends on by the variable's name
 * @throws Error where it depends on none, or an operation has no gradient
 */
export function variableGradients(
  f: () => tf.Scalar,
  variables: readonly tf.Variable[],
): { value: tf.Scalar; grads: tf.NamedTensorMap } {
  return withTape(f, (value, tape) => {
    if (value.rank !== 0) throw new Error(`a loss is one number, found the shape [${value.shape}]`);
    return tf.tidy(() => {
      const gradients = backpropagate(tape, variables, value);
      const found = variables.filter(({ id }) => gradients.has(id));
      if (found.length === 0) throw new Error('the loss depends on no variable');
      return { value, grads: Object.fromEntries(found.map(({ name, id }) => [name, gradients.get(id)!])) };
    });
  });
}

/** Gradients by the id of the tensor. */
function backpropagate(tape: readonly TapeNode[], variables: readonly tf.Variable[], value: tf.Scalar) {
  const trainable = variables.filter((variable) => variable.trainable);
  const { nodes, dependent } = nodesBetween(tape, trainable, value);
  const wanted = new Set(nodes);
  for (const node of tape) if (!wanted.has(node)) free(node);
  const gradients = new Map<number, tf.Tensor>([[value.id, tf.onesLike(value)]]);
  for (const node of nodes.reverse()) {
    const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
    const inputs = Object.entries(node.inputs).filter(([, { id }]) => dependent.has(id));
    const computed = inputGradients(node, dys, inputs);
    inputs.forEach(([, { id }], i) => {
      const [before, more] = [gradients.get(id), computed[i]!];
      gradients.set(id, before ? tf.add(before, more) : more);
      if (before) tf.dispose([before, more]);
    });
    for (const { id } of node.outputs) gradients.delete(id);
    tf.dispose(dys.filter((dy) => dy !== null));
    free(node);
  }
  return gradients;
}

/** The gradients by `inputs`, each a tensor of its own. */
function inputGradients(
  { kernelName, gradient, saved = [] }: TapeNode,
  dys: readonly (tf.Tensor | null)[],
  inputs: readonly (readonly [string, tf.Tensor])[],
): tf.Tensor[] {
  if (!gradient) throw new Error(`${kernelName} has no gradient`);
  return tf.tidy(() => {
    const functions = gradient(dys);
    const taken = new Set<tf.Tensor | null>([...dys, ...saved]);
    return inputs.map(([name, { shape }]) => {
      if (!functions[name]) throw new Error(`${kernelName} has no gradient by its input ${name}`);
      const dx = tf.tidy(functions[name]);
      tf.util.assertShapesMatch(dx.shape, shape, `gradient of ${kernelName} by ${name}: `);
      const own = taken.has(dx) ? dx.clone() : dx;
      taken.add(own);
      return own;
    });
  });
}

function free({ saved }: TapeNode): void {
  tf.dispose(saved as tf.Tensor[]);
}

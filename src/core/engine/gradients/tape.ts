import * as tf from '@tensorflow/tfjs';

/** One operation as tfjs's engine records it, as far as it is used here. */
export interface TapeNode {
  readonly kernelName: string;
  readonly inputs: tf.NamedTensorMap;
  readonly outputs: readonly tf.Tensor[];
  /** What the gradient asks for, kept from whatever tidies up. */
  readonly saved?: readonly tf.Tensor[];
  /** Gradients by the inputs, each computed when it is called; outputs without a gradient have null. */
  readonly gradient?: (dys: readonly (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
}

interface TapeEngine {
  startTape(): void;
  endTape(): void;
  readonly state: { activeTape: TapeNode[] | null; readonly gradientDepth: number };
}

/** Runs `f` as `tf.tidy` does and hands over what it computed and how; what was saved for gradients is freed afterwards. */
export function withTape<T>(f: () => tf.Scalar, use: (value: tf.Scalar, tape: readonly TapeNode[]) => T): T {
  const engine = tf.engine() as unknown as TapeEngine;
  if (engine.state.gradientDepth > 0) throw new Error('gradients of gradients are not computed here');
  let value: tf.Scalar | undefined;
  try {
    engine.startTape();
    try {
      value = tf.tidy(f);
    } finally {
      engine.endTape();
    }
    return use(value, engine.state.activeTape!);
  } catch (error) {
    tf.dispose(value ?? []);
    throw error;
  } finally {
    for (const { saved } of engine.state.activeTape ?? []) tf.dispose(saved as tf.Tensor[]);
    engine.state.activeTape = null;
  }
}

/** The operations through which some tensors lead to another, and every tensor that depends on the former. */
export function nodesBetween(tape: readonly TapeNode[], sources: readonly tf.Tensor[], target: tf.Tensor) {
  const dependent = new Set(sources.map(({ id }) => id));
  const onward = tape.filter(({ inputs, outputs }) => {
    const depends = Object.values(inputs).some(({ id }) => dependent.has(id));
    if (depends) for (const { id } of outputs) dependent.add(id);
    return depends;
  });
  const needed = new Set([target.id]);
  const nodes = onward.reverse().filter(({ inputs, outputs }) => {
    const leads = outputs.some(({ id }) => needed.has(id));
    if (leads) for (const { id } of Object.values(inputs)) needed.add(id);
    return leads;
  });
  return { nodes: nodes.reverse(), dependent };
}

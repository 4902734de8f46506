import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../../src/core/engine/native/node-backend.js';
import { nativeBackend } from '../../src/core/engine/native/raw-op.js';
import type { Step } from './networks.js';

interface Entry {
  readonly ms: number;
  readonly calls: number;
}

type Totals = Map<string, { ms: number; calls: number }>;

/**
 * Time per operation in one training step, the most expensive first. Native operations are timed where they enter
 * TensorFlow (the rest of the step is JavaScript), wasm's kernels as a whole, so those made of others count twice.
 */
export function profileStep(step: Step): Record<string, Entry> {
  step();
  const totals: Totals = new Map();
  const native = nativeBackend();
  const restore = native ? watchBinding(native, totals) : watchKernels(totals);
  const start = performance.now();
  step();
  totals.set('(whole step)', { ms: performance.now() - start, calls: 1 });
  restore();
  const sorted = [...totals].sort(([, a], [, b]) => b.ms - a.ms).slice(0, 20);
  return Object.fromEntries(sorted.map(([name, { ms, calls }]) => [name, { ms: Math.round(ms * 10) / 10, calls }]));
}

function timed<T>(totals: Totals, name: string, body: () => T): T {
  const start = performance.now();
  try {
    return body();
  } finally {
    const entry = totals.get(name) ?? { ms: 0, calls: 0 };
    totals.set(name, { ms: entry.ms + performance.now() - start, calls: entry.calls + 1 });
  }
}

function watchBinding(backend: NodeBackend, totals: Totals): () => void {
  const holder = backend as { binding: NodeBackend['binding'] };
  const original = holder.binding as NodeBackend['binding'] & { executeOp(name: string, ...rest: unknown[]): unknown };
  const names = Object.getOwnPropertyNames(original) as (keyof typeof original)[];
  const copy = Object.fromEntries(names.map((name) => [name, original[name]])) as unknown as typeof original;
  copy.executeOp = (name, ...rest) => timed(totals, name, () => original.executeOp(name, ...rest));
  holder.binding = copy;
  return () => {
    holder.binding = original;
  };
}

function watchKernels(totals: Totals): () => void {
  const engine = tf.engine();
  const original = engine.runKernel;
  engine.runKernel = ((name: string, ...rest: [tf.NamedTensorMap, tf.NamedAttrMap]) =>
    timed(totals, name, () => original.call(engine, name, ...rest))) as typeof original;
  return () => {
    engine.runKernel = original;
  };
}

import * as tf from '@tensorflow/tfjs';
import type { NodeBackend } from '../../src/core/engine/native/node-backend.js';
import { nativeBackend } from '../../src/core/engine/native/raw-op.js';
import type { Step } from './networks.js';

interface Entry {
  /** Of one step, on the clock and of all threads' processor time. */
  readonly ms: number;
  readonly cpuMs: number;
  readonly calls: number;
}

type Totals = Map<string, { ms: number; cpuMs: number; calls: number }>;

const STEPS = 5;

/**
 * Time per operation in a training step, the most expensive first. Native operations are timed where they enter
 * TensorFlow (the rest of the step is JavaScript), wasm's kernels as a whole, so those made of others count twice.
 */
export function profileStep(step: Step): Record<string, Entry> {
  step();
  const totals: Totals = new Map();
  const native = nativeBackend();
  const restore = native ? watchBinding(native, totals) : watchKernels(totals);
  for (let i = 0; i < STEPS; i++) timed(totals, '(whole step)', step);
  restore();
  const sorted = [...totals].sort(([, a], [, b]) => b.cpuMs - a.cpuMs).slice(0, 24);
  const each = (value: number) => Math.round((10 * value) / STEPS) / 10;
  return Object.fromEntries(
    sorted.map(([name, { ms, cpuMs, calls }]) => [name, { ms: each(ms), cpuMs: each(cpuMs), calls: calls / STEPS }]),
  );
}

function timed<T>(totals: Totals, name: string, body: () => T): T {
  const cpu = process.cpuUsage();
  const start = performance.now();
  try {
    return body();
  } finally {
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const entry = totals.get(name) ?? { ms: 0, cpuMs: 0, calls: 0 };
    const cpuMs = entry.cpuMs + (user + system) / 1000;
    totals.set(name, { ms: entry.ms + ms, cpuMs, calls: entry.calls + 1 });
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

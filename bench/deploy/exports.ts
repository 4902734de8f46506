import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportModel } from '../../src/api/export.js';
import { train } from '../../src/api/train.js';

/** What is measured where no run is named; their weights are as good as random, which costs the same time. */
export const NETWORKS = {
  'MobileNetV2, DeepLabV3+': {
    backbone: { type: 'mobilenet-v2', outputStride: 16 },
    head: { type: 'deeplab-v3-plus' },
  },
  'MiT-B0, SegFormer': { backbone: { type: 'mit', size: 'b0' }, head: { type: 'segformer' } },
} as const;

const PRECISIONS = ['float32', 'float16', 'int8'] as const;

/** A run of one iteration on generated images. @returns its folder */
export async function makeRun(name: keyof typeof NETWORKS, folder: string): Promise<string> {
  const out = join(folder, name.replace(/\W+/g, '-'));
  const data = { type: 'shapes', size: 64, images: { train: 2, val: 1, test: 1 } };
  const trainer = { iterations: 1, batchSize: 2, overlays: 0, allowEmptyClasses: true };
  const losses = [{ type: 'cross-entropy' }];
  const optimizer = { type: 'sgd', learningRate: 1e-6 };
  await train({ config: { data, model: NETWORKS[name], losses, optimizer, trainer }, out });
  return out;
}

/** The exports that are timed, and how many bytes the model takes in each format and precision. */
export interface Exports {
  /** A page, which Node's segmenter opens too. */
  readonly web: string;
  /** The whole way from bytes to mask, so that all do the same work. */
  readonly onnx: string;
  readonly bytes: Readonly<Record<string, { readonly tfjs: number; readonly onnx: number }>>;
}

export async function makeExports(run: string, folder: string): Promise<Exports> {
  mkdirSync(folder, { recursive: true });
  const bytes: Record<string, { tfjs: number; onnx: number }> = {};
  for (const precision of PRECISIONS) {
    const quantize = precision === 'float32' ? undefined : precision;
    const [tfjs, onnx] = [join(folder, `tfjs-${precision}`), join(folder, `onnx-${precision}`)];
    await exportModel(run, tfjs, { quantize, limit: 1, format: precision === 'float32' ? 'web' : 'tfjs' });
    await exportModel(run, onnx, { quantize, limit: 1, format: 'onnx', graph: 'mask' });
    const of = (file: string) => statSync(file).size;
    bytes[precision] = {
      tfjs: of(join(tfjs, 'model.json')) + of(join(tfjs, 'weights.bin')),
      onnx: readdirSync(onnx).reduce((sum, name) => sum + of(join(onnx, name)), 0),
    };
  }
  return { web: join(folder, 'tfjs-float32'), onnx: join(folder, 'onnx-float32', 'model.onnx'), bytes };
}

import { readFile } from 'node:fs/promises';
import { loadSegmenter, type RgbPixels } from '../../src/api/segmenter.js';
import { type EngineName, selectEngine } from '../../src/core/engine/index.js';
import { type Measured, repeat } from './repeat.js';

/** Our segmenter on one of Node's engines, from pixels to mask; undefined where the engine does not load. */
export async function timeSegmenter(
  folder: string,
  engine: EngineName,
  picture: RgbPixels,
  repeats: number,
): Promise<Measured | undefined> {
  const segmenter = await loadSegmenter(folder);
  try {
    const { threads, tensorflow } = await selectEngine(engine);
    const milliseconds = await repeat(repeats, async () => void (await segmenter.predict(picture)));
    return { runtime: `Node, ${engine}`, version: tensorflow ?? '', threads, milliseconds };
  } catch (error) {
    console.error((error as Error).message.split('\n')[0]);
    return undefined;
  } finally {
    segmenter.dispose();
  }
}

type Runtime = Pick<typeof import('onnxruntime-web'), 'InferenceSession' | 'Tensor' | 'env'>;

const INSTALL = 'npm install --no-save --ignore-scripts onnxruntime-node';

/**
 * An onnxruntime on the graph that gives masks. The one for Node has 200 MB of libraries and a script that downloads others on
 * installation, which processors do not need: it is none of our development packages, and measured where somebody has it.
 */
export async function timeOnnxRuntime(
  name: 'onnxruntime-web' | 'onnxruntime-node',
  file: string,
  { image, width, height }: RgbPixels,
  { repeats, threads }: { readonly repeats: number; readonly threads: number },
): Promise<Measured | undefined> {
  const runtime = (await import(name).catch(() => undefined)) as Runtime | undefined;
  if (!runtime) {
    console.error(`${name} is not installed here: ${INSTALL}`);
    return undefined;
  }
  const web = name === 'onnxruntime-web';
  if (web) runtime.env.wasm.numThreads = threads;
  const options = { logSeverityLevel: 3, ...(web ? {} : { intraOpNumThreads: threads }) } as const;
  const session = await runtime.InferenceSession.create(await readFile(file), options);
  const milliseconds = await repeat(repeats, async () => {
    await session.run({ image: new runtime.Tensor('uint8', image, [1, height, width, 3]) });
  });
  await session.release();
  return { runtime: `Node, ${name}`, version: runtime.env.versions.common, threads, milliseconds };
}

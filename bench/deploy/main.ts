import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { imageSize } from '../../src/cli/options.js';
import { sharp } from '../../src/core/data/raster/sharp.js';
import { launchChromium, NO_CHROMIUM } from '../../test/helpers/browser.js';
import { type Exports, makeExports, makeRun, NETWORKS } from './exports.js';
import { timeOnnxRuntime, timeSegmenter } from './node.js';
import { timePage } from './page.js';
import { type Measured, median } from './repeat.js';

const HELP = `Exported models: bytes in each format and precision, and milliseconds from the pixels of a picture to its mask, in Node
(native and WebAssembly), in onnxruntime-web, in onnxruntime-node where it is installed, and as the page in Chromium.
  --run <folder>          a trained run; repeatable. Two networks of random weights without one
  --size <height>x<width> of the picture (256x512)
  --repeats <n>           after a first that is not counted (9)
  --threads <n>           of each runtime; WebGL has none (the processors)
  --json                  one JSON object instead of tables`;

interface Result {
  readonly network: string;
  readonly bytes: Exports['bytes'];
  readonly measured: readonly Measured[];
}

/** `npm run bench -- deploy`: what an export weighs, and how fast it is wherever it runs. */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      run: { type: 'string', multiple: true },
      size: { type: 'string', default: '256x512' },
      repeats: { type: 'string', default: '9' },
      threads: { type: 'string', default: String(availableParallelism()) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const folder = mkdtempSync(join(tmpdir(), 'contraseg-bench-'));
  try {
    const { height, width } = imageSize(values.size);
    const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919 + (i >> 9) * 104_729) % 256);
    const photo = join(folder, 'photo.png');
    await writeFile(
      photo,
      await sharp(image, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const picture = { image, width, height };
    const options = { repeats: Number(values.repeats), threads: Number(values.threads) };
    const runs = values.run?.map((run) => [run, run] as const) ?? (await makeRuns(folder));
    const results: Result[] = [];
    for (const [i, [network, run]] of runs.entries()) {
      const exports = await makeExports(run, join(folder, String(i)));
      results.push({ network, bytes: exports.bytes, measured: await measure(exports, { picture, photo }, options) });
    }
    const machine = {
      processor: cpus()[0]!.model.trim(),
      cores: cpus().length,
      node: process.version,
      load: loadavg(),
    };
    if (values.json) console.log(JSON.stringify({ ...machine, size: values.size, ...options, results }));
    else
      print(
        `${width} x ${height}, ${options.threads} threads; ${machine.processor}, ${machine.cores} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${machine.node}`,
        results,
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeRuns(folder: string): Promise<(readonly [string, string])[]> {
  const runs: (readonly [string, string])[] = [];
  for (const name of Object.keys(NETWORKS) as (keyof typeof NETWORKS)[]) runs.push([name, await makeRun(name, folder)]);
  return runs;
}

async function measure(
  exports: Exports,
  { picture, photo }: { picture: Parameters<typeof timeSegmenter>[2]; photo: string },
  options: { readonly repeats: number; readonly threads: number },
): Promise<Measured[]> {
  const { web, onnx } = exports;
  const measured = [
    await timeSegmenter(web, 'native-cpu', picture, options.repeats),
    await timeSegmenter(web, 'wasm', picture, options.repeats),
    await timeOnnxRuntime('onnxruntime-web', onnx, picture, options),
    await timeOnnxRuntime('onnxruntime-node', onnx, picture, options),
  ];
  const browser = await launchChromium();
  if (!browser) console.error(NO_CHROMIUM);
  for (const [engine, threads] of [
    ['wasm', options.threads],
    ['wasm', 1],
    ['webgl', 1],
  ] as const) {
    if (browser) measured.push(await timePage(browser, web, photo, { engine, threads, repeats: options.repeats }));
  }
  await browser?.close();
  return measured.filter((each) => each !== undefined);
}

/** The fastest depends least on what else the machine does; the median is what one waits. */
function print(title: string, results: readonly Result[]): void {
  console.log(title);
  for (const { network, bytes, measured } of results) {
    const style = { head: [], border: [], compact: true };
    const sizes = new Table({ head: [network, ...Object.keys(bytes)], style });
    for (const format of ['tfjs', 'onnx'] as const) {
      sizes.push([format, ...Object.values(bytes).map((each) => `${(each[format] / 1e6).toFixed(2)} MB`)]);
    }
    const times = new Table({ head: ['runtime', 'version', 'threads', 'median ms', 'fastest ms'], style });
    for (const { runtime, version, threads, milliseconds } of measured) {
      const [middle, fastest] = [median(milliseconds), Math.min(...milliseconds)].map((ms) => ms.toFixed(0));
      times.push([runtime, version, threads, middle, fastest]);
    }
    console.log(`${sizes}\n${times}`);
  }
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import Table from 'cli-table3';
import { type EngineName, selectEngine } from '../../src/core/engine/index.js';
import { benchBatchNorm } from './batch-norm.js';
import { benchKernels, type KernelResult } from './kernels.js';
import { convolutionStack, deeplab, type Network } from './networks.js';
import { profileStep } from './profile.js';
import { type Timing, time } from './timing.js';

interface EngineResult {
  readonly engine: string;
  readonly version?: string;
  readonly threads: number;
  readonly kernels: Readonly<Record<string, KernelResult>>;
  readonly networks: Readonly<Record<string, Timing>>;
}

const STACK = '12 x conv-bn-relu step';
const DEEPLAB = 'MobileNetV2 + DeepLabV3+ step';
/** Eight images take more than the 4 GB that WebAssembly can address. */
const DEEPLAB_SINGLE = `${DEEPLAB}, batch 1`;

/**
 * `npm run bench -- engine [--json] [--engine <name>] [--repeats <n>] [--profile | --batch-norm]`: kernels and training
 * steps on every engine that loads, and PyTorch's on the same machine where python3 (or CONTRASEG_BENCH_PYTHON) has it.
 */
export async function main(options: string[]): Promise<void> {
  const value = (name: string) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
  const repeats = Number(value('--repeats') ?? 7);
  const only = value('--engine');
  if (options.includes('--profile')) return profile((only ?? 'native-cpu') as EngineName);
  if (options.includes('--batch-norm')) {
    await selectEngine((only ?? 'native-cpu') as EngineName);
    const batchNorm = await benchBatchNorm(repeats);
    return options.includes('--json') ? console.log(JSON.stringify(batchNorm)) : console.table(batchNorm);
  }

  const results: EngineResult[] = [];
  for (const name of (only ? [only] : ['native-gpu', 'native-cpu', 'wasm']) as EngineName[]) {
    const result = await benchEngine(name, repeats);
    if (result) results.push(result);
  }
  const peer = benchPeer(repeats);
  if (peer) results.push(peer);
  if (options.includes('--json')) console.log(JSON.stringify(results));
  else print(results);
}

async function benchEngine(name: EngineName, repeats: number): Promise<EngineResult | undefined> {
  const engine = await selectEngine(name).catch((error: Error) => {
    console.error(error.message.split('\n')[0]);
    return undefined;
  });
  if (!engine) return undefined;
  const wasm = name === 'wasm';
  const run = (network: Network) => time(() => void network.step(), wasm ? Math.min(repeats, 2) : repeats);
  return {
    engine: name,
    version: engine.tensorflow,
    threads: engine.threads,
    kernels: benchKernels(repeats),
    networks: {
      [STACK]: run(convolutionStack()),
      [wasm ? DEEPLAB_SINGLE : DEEPLAB]: run(await deeplab(wasm ? 1 : 8)),
    },
  };
}

function benchPeer(repeats: number): EngineResult | undefined {
  const python = process.env.CONTRASEG_BENCH_PYTHON || 'python3';
  const script = join(process.cwd(), 'bench/peer/engine.py');
  const { status, stdout } = spawnSync(python, [script, String(repeats)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status === 0) return JSON.parse(stdout) as EngineResult;
  console.error(`no comparison with PyTorch: ${python} does not have it`);
  return undefined;
}

async function profile(name: EngineName): Promise<void> {
  await selectEngine(name);
  console.log(STACK);
  console.table(profileStep(convolutionStack()));
  console.log(DEEPLAB);
  console.table(profileStep(await deeplab(name === 'wasm' ? 1 : 8)));
}

/** Fastest times: they depend least on what else the machine does. */
function print(results: EngineResult[]): void {
  const head = [
    'fastest of the repeats',
    ...results.map((r) => `${r.engine} ${r.version ?? ''} (${r.threads} threads)`),
  ];
  const table = new Table({
    head,
    colAligns: ['left', ...results.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const name of Object.keys(results[0]!.kernels)) {
    const cells = results.map(({ kernels }) => {
      const { fastest, gflops } = kernels[name]!;
      return `${fastest.toFixed(2)} ms${gflops ? `  ${gflops.toFixed(0).padStart(4)} GFLOP/s` : ''}`;
    });
    table.push([name, ...cells]);
  }
  for (const name of [STACK, DEEPLAB, DEEPLAB_SINGLE]) {
    const cells = results.map(({ networks }) => networks[name]?.fastest.toFixed(0));
    table.push([name, ...cells.map((ms) => (ms ? `${ms} ms` : ''))]);
  }
  console.log(table.toString());
  const peer = results.find(({ engine }) => engine === 'PyTorch');
  const native = results.find(({ engine }) => engine.startsWith('native'));
  if (!peer || !native) return;
  for (const name of [STACK, DEEPLAB]) {
    const ratio = native.networks[name]!.fastest / peer.networks[name]!.fastest;
    console.log(`${name}: ${ratio.toFixed(2)} x PyTorch's time`);
  }
}

import { parseArgs } from 'node:util';
import { type EngineName, selectEngine } from '../../src/core/engine/index.js';
import { describeMachine, machine } from '../turns/machine.js';
import { limitThreads, startOurs, startPyTorch } from '../turns/peers.js';
import { print, type Result } from '../turns/report.js';
import { fastestPeer, type Standing, takeTurns } from '../turns/take-turns.js';
import { KERNELS } from './kernels.js';
import { NETWORKS } from './networks.js';
import { profileStep } from './profile.js';

const HELP = `Training steps and kernels beside PyTorch's on the CPU, which run in turns with ours, in both of its memory formats.
  --only <a,b>      cases: stack, deeplab-v3-plus, deeplab-v3, kernels, or a kernel's name (all)
  --rounds <n>      runs of each that are counted (11)
  --engine <name>   ours (native-cpu)
  --composed        ours without our own kernels as well
  --profile         a table of the operations of each network's step instead
  --threads <n>     of each contestant (all cores); with 1, processor times tell even on a busy machine
  --json            one JSON object instead of tables
CONTRASEG_BENCH_PYTHON names a Python that has PyTorch, where python3 has none.`;

const STEPS: Readonly<Record<string, { readonly title: string; readonly target: string }>> = {
  stack: { title: '12 x conv-bn-relu step, 8x48x64x64', target: 'at most 1.05 x the faster PyTorch' },
  'deeplab-v3-plus': { title: 'MobileNetV2 + DeepLabV3+ step, 8x240x320', target: 'at most 0.95' },
  'deeplab-v3-plus, batch 1': { title: 'MobileNetV2 + DeepLabV3+ step, 1x240x320', target: '' },
  'deeplab-v3': { title: 'ResNet-50 + DeepLabV3 step, 2x256x512', target: 'at most 1.0' },
};

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: 'stack,deeplab-v3-plus,deeplab-v3,kernels' },
      rounds: { type: 'string', default: '11' },
      engine: { type: 'string', default: 'native-cpu' },
      composed: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  limitThreads(values.threads);
  const rounds = Number(values.rounds);
  const names = values.only.split(',').flatMap((name) => (name === 'kernels' ? Object.keys(KERNELS) : [name]));
  if (values.profile)
    return profile(
      values.engine as EngineName,
      names.filter((name) => name in NETWORKS),
    );

  if (!values.json) console.log(describeMachine(machine()));
  const results: Result[] = [];
  for (const group of grouped(names)) {
    const contestants = await start(values.engine, values.composed);
    for (const name of group) {
      const entries = contestants.map((contestant) => ({ contestant, name }));
      const { title = name, target } = STEPS[name] ?? {};
      results.push({ case: title, target, standings: await takeTurns(entries, rounds) });
      if (!values.json) report(results.at(-1)!);
    }
    for (const contestant of contestants) contestant.stop();
  }
  if (values.json) console.log(JSON.stringify({ machine: machine(), rounds, results }, null, 2));
}

/** Networks in processes of their own, so that the memory of each is its own; kernels share theirs. */
function grouped(names: readonly string[]): string[][] {
  const kernels = names.filter((name) => name in KERNELS);
  return [...names.filter((name) => !(name in KERNELS)).map((name) => [name]), ...(kernels.length ? [kernels] : [])];
}

async function start(engine: string, composed: boolean) {
  const worker = new URL('worker.js', import.meta.url);
  const contestants = [
    await startOurs(engine, worker, [engine]),
    composed && (await startOurs(`${engine}, composed`, worker, [engine], { CONTRASEG_KERNELS: 'off' })),
    await startPyTorch('PyTorch', 'engine.py', ['contiguous']),
    await startPyTorch('PyTorch channels_last', 'engine.py', ['channels_last']),
  ];
  return contestants.filter((contestant) => contestant !== undefined && contestant !== false);
}

function report(result: Result): void {
  print(result);
  const peer = fastestPeer(result.standings.filter(({ engine }, i) => i === 0 || engine === 'PyTorch'));
  if (peer) console.log(summary(result.standings[0]!, peer));
}

function summary(ours: Standing, peer: Standing): string {
  const [time, processor] = [peer.ratio.ms, peer.ratio.cpuMs].map(([, median]) => median.toFixed(2));
  const memory = (ours.peakMb / peer.peakMb).toFixed(2);
  return `${time} x the time of ${peer.label}, ${processor} x its processor time, ${memory} x its peak memory\n`;
}

async function profile(engine: EngineName, names: readonly string[]): Promise<void> {
  await selectEngine(engine);
  for (const name of names) {
    console.log(STEPS[name]!.title);
    console.table(profileStep(await NETWORKS[name]!()));
  }
}

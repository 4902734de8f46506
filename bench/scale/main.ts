import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitLink, type Sample } from './fit.js';
import { predict } from './predict.js';
import { timeReduces } from './reduce.js';
import { joinRanks, startRanks } from './start-ranks.js';
import { type StepTimes, type TurnName, timeSteps } from './steps.js';

const SCRIPT = fileURLToPath(import.meta.url);
/** Multiply-adds of HRNet-W48's step by those of MobileNetV2's, from `contraseg models`; parameters with its head. */
const HRNET = { work: 169.44 / 6.1, gradientBytes: 4 * 66e6 };
/**
 * What is assumed and was not measured: seconds per message between hosts, how much faster than a core here a rank is, and the
 * link inside a host, which for gRPC is the one that was measured.
 */
const TRANSPORTS = [
  { name: 'gRPC between processors', hop: 0.2e-3, speed: 1, inside: undefined },
  { name: 'NCCL between accelerators', hop: 0.02e-3, speed: 100, inside: { bandwidth: 10e9, hop: 0.01e-3 } },
] as const;

interface Report {
  readonly load: readonly number[];
  readonly reduces: readonly Sample[];
  readonly link: { readonly bandwidth: number; readonly hop: number };
  readonly steps: StepTimes;
}

/**
 * `npm run bench -- scale [--rounds <n>] [--steps <n>] [--json]`: what an all-reduce takes here by size and ranks; training steps
 * of two processes of one thread together, apart and alone, in turns; and step times that the formulas of docs/scale.md
 * predict for clusters.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      rank: { type: 'string' },
    },
  });
  const counts = [Number(values.rounds), Number(values.steps)] as const;
  if (values.rank) return runRank(values.rank, ...counts);
  const reduces: Sample[] = [];
  for (const ranks of [2, 4]) reduces.push(...(await startRanks<Sample[]>(ranks, SCRIPT, ['--rank', 'reduce'])));
  const stepArguments = ['--rank', 'steps', '--rounds', values.rounds, '--steps', values.steps];
  const steps = await startRanks<StepTimes>(2, SCRIPT, stepArguments);
  const report = { load: loadavg(), reduces, link: fitLink(reduces), steps };
  if (values.json) console.log(JSON.stringify(report));
  else print(report);
}

async function runRank(task: string, rounds: number, steps: number): Promise<void> {
  const collective = await joinRanks();
  const result = task === 'reduce' ? timeReduces(collective) : await timeSteps(collective, rounds, steps);
  console.log(JSON.stringify(result));
  setTimeout(() => process.exit(0), 500); // TensorFlow's threads would keep it, and the others may still be reading
}

function print({ load, reduces, link, steps }: Report): void {
  console.log(`load of the machine: ${load.map((value) => value.toFixed(1)).join(' ')}`);
  console.table(
    reduces.map(({ ranks, bytes, seconds }) => ({ ranks, MB: bytes / 1e6, ms: Number((1000 * seconds).toFixed(2)) })),
  );
  console.log(
    `a ring of ${(link.bandwidth / 1e9).toFixed(2)} GB/s and ${(1000 * link.hop).toFixed(2)} ms per message explains them best`,
  );
  const { rounds } = steps;
  const names = Object.keys(rounds[0]!) as TurnName[];
  console.table(
    Object.fromEntries(names.map((name) => [name, { 'ms per step': Math.round(median(rounds.map((r) => r[name]))) }])),
  );
  for (const [what, over, under] of RATIOS) {
    const ratios = rounds.map((round) => round[over] / round[under]).sort((a, b) => a - b);
    console.log(`${what}: ${median(ratios).toFixed(3)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`);
  }
  for (const [name, kinds] of Object.entries(steps.collectives)) {
    for (const [kind, { calls, bytes, milliseconds }] of Object.entries(kinds)) {
      console.log(
        `${name}: ${kind} ${calls.toFixed(1)} x, ${(bytes / 1e6).toFixed(3)} MB, ${milliseconds.toFixed(1)} ms per step`,
      );
    }
  }
  const compute = Math.min(...rounds.map(({ alone }) => alone)) / 1000; // it depends least on what else the machine does
  for (const { name, hop, speed, inside = link } of TRANSPORTS) {
    console.log(`predicted: ${name}, ${1000 * hop} ms per message, a rank ${speed} x as fast as here`);
    const workloads = [
      { name: 'MobileNetV2', gradientBytes: steps.gradientBytes, compute: compute / speed },
      { name: 'HRNet-W48', gradientBytes: HRNET.gradientBytes, compute: (compute * HRNET.work) / speed },
    ];
    console.table(predict(workloads, inside, hop));
  }
}

const RATIOS: readonly (readonly [string, TurnName, TurnName])[] = [
  ['efficiency against two that do not communicate', 'apart', 'together'],
  ['efficiency against one alone', 'alone', 'together'],
  ['contrast: efficiency against two that do not communicate', 'contrast apart', 'contrast together'],
  ['contrast over none, apart', 'contrast apart', 'apart'],
  ['contrast over none, together', 'contrast together', 'together'],
];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

if (process.argv[1] === SCRIPT) await main(process.argv.slice(2));

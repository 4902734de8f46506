import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { selectEngine } from '../../src/core/engine/index.js';
import { everyRow, type Figures, inBatch, semiHard } from './cases.js';
import { trainingStep } from './training-step.js';

const ROWS = 190_000;

interface Case {
  readonly name: string;
  readonly run: () => Figures | Promise<Figures>;
  /** Arguments for bench/peer/contrast.py where the dense PyTorch peer has this case, or why it does not run. */
  readonly peer?: readonly string[] | string;
  readonly target?: string;
}

const cases: Readonly<Record<string, Case>> = {
  a: { name: '(a) in batch', run: () => inBatch(9), peer: ['batch'], target: 'at most 0.3 s' },
  b: {
    name: '(b) memory, exact, 190k rows',
    run: () => everyRow(ROWS, 9),
    peer: ['memory', String(ROWS)],
    target: 'ratio to its products at most 1.3, at most 500 MB',
  },
  c: { name: '(c) semi-hard, 190k rows', run: () => semiHard(ROWS, 9), target: 'ratio to (b) at most 0.45' },
  d1: { name: '(d) exact, 10k rows', run: () => everyRow(10_000, 15), peer: ['memory', '10000'] },
  d2: { name: '(d) exact, 50k rows', run: () => everyRow(50_000, 5), peer: ['memory', '50000'] },
  d3: {
    name: '(d) exact, 1M rows',
    run: () => everyRow(1_000_000, 3),
    peer: 'does not fit: it would take about 24 GB',
  },
  e: {
    name: '(e) training step, 8x240x320',
    run: () => trainingStep(9),
    target: 'ratio to the step without at most 1.10',
  },
};

interface Result {
  readonly case: string;
  readonly target?: string;
  readonly ours: Figures;
  readonly peer?: Figures | string;
}

/**
 * `npm run bench -- contrast [--json] [--only a,b] [--python path]`: the plugin's speed and memory, each case in a
 * process of its own, beside a dense PyTorch evaluation where a Python with torch is given or on the path.
 */
export async function main(args: readonly string[]): Promise<void> {
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const child = option('--case');
  if (child) {
    await selectEngine('native-cpu');
    console.log(JSON.stringify(await cases[child]!.run()));
    return;
  }
  const names = option('--only')?.split(',') ?? Object.keys(cases);
  const results: Result[] = [];
  for (const name of names) {
    const { name: title, target, peer } = cases[name]!;
    const ours = runJson(process.execPath, [fileURLToPath(import.meta.url), '--case', name]) as Figures;
    results.push({
      case: title,
      target,
      ours,
      peer: typeof peer === 'object' ? runPeer(option('--python') ?? 'python3', peer) : peer,
    });
    if (!args.includes('--json')) print(results.at(-1)!);
  }
  if (args.includes('--json')) console.log(JSON.stringify(results, null, 2));
}

function runPeer(python: string, args: readonly string[]): Figures | string {
  const script = fileURLToPath(new URL('../../../bench/peer/contrast.py', import.meta.url));
  return existsSync(script) ? runJson(python, [script, ...args]) : 'bench/peer/contrast.py is missing';
}

function runJson(command: string, args: readonly string[]): Figures | string {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) return (stderr ?? '').trim().split('\n').at(-1) || `${command} failed`;
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Figures;
}

function print({ case: title, target, ours, peer }: Result): void {
  const text = (figures: Figures | string | undefined) =>
    typeof figures === 'object'
      ? Object.entries(figures)
          .map(([key, value]) => `${key} ${value < 100 ? value.toFixed(3) : Math.round(value)}`)
          .join(', ')
      : (figures ?? '-');
  console.log(`${title}${target ? `   [${target}]` : ''}\n  ours: ${text(ours)}\n  dense PyTorch: ${text(peer)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));

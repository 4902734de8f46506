import { parseArgs } from 'node:util';
import type { Contestant } from '../turns/contestant.js';
import { describeMachine, machine } from '../turns/machine.js';
import { limitThreads, startOurs, startPyTorch } from '../turns/peers.js';
import { print, type Result } from '../turns/report.js';
import { takeTurns } from '../turns/take-turns.js';

const HELP = `The contrast loss beside its matrix products, a training step without it, and a dense evaluation in PyTorch, in turns.
  --only <a,b>    cases: a, b, c, d1, d2, d3, e, f (all)
  --rounds <n>    runs of each that are counted (9)
  --threads <n>   of each contestant (all cores); with 1, processor times tell even on a busy machine
  --json          one JSON object instead of tables
CONTRASEG_BENCH_PYTHON names a Python that has PyTorch, where python3 has none.`;

interface Runner {
  readonly label: string;
  readonly start: (label: string) => Promise<Contestant | undefined>;
  /** What it runs. */
  readonly name: string;
}

interface Duel {
  readonly title: string;
  readonly target?: string;
  /** The first is what the others are compared with. */
  readonly runners: readonly Runner[];
}

const ours = (label: string, name: string, env = {}): Runner => ({
  label,
  name,
  start: () => startOurs(label, new URL('worker.js', import.meta.url), [], env),
});
const dense = (name: string): Runner => ({
  label: 'dense PyTorch',
  name,
  start: (label) => startPyTorch(label, 'contrast.py'),
});
const exact = (rows: number, title: string, target?: string, ...more: Runner[]): Duel => ({
  title,
  target,
  runners: [ours('contraseg', `memory ${rows}`), ours('its two products', `products ${rows}`), ...more],
});

const ROWS = 190_000;
const withContrast = ours('with contrast', 'step with contrast');

const DUELS: Readonly<Record<string, Duel>> = {
  a: { title: '(a) in batch', runners: [ours('contraseg', 'batch'), dense('batch')] },
  b: exact(ROWS, '(b) exact, 190k rows', 'at most 1.20 x its products', dense(`memory ${ROWS}`)),
  c: {
    title: '(c) semi-hard, 190k rows',
    target: 'at most 0.30 x exact',
    runners: [ours('semi-hard', `semi-hard ${ROWS}`), ours('exact', `memory ${ROWS}`)],
  },
  d1: exact(10_000, '(d) exact, 10k rows', 'at most 1.3 x its products', dense('memory 10000')),
  d2: exact(50_000, '(d) exact, 50k rows', undefined, dense('memory 50000')),
  // Dense it would take about 24 GB.
  d3: exact(1_000_000, '(d) exact, 1M rows'),
  e: {
    title: '(e) training step, 8x240x320, both banks full',
    target: 'at most 1.12 x the step without',
    runners: [withContrast, ours('without', 'step')],
  },
  f: {
    title: '(f) the same without our kernels',
    target: 'at most 2 x the step with them',
    runners: [ours('no kernels', withContrast.name, { CONTRASEG_KERNELS: 'off' }), withContrast],
  },
};

/** `npm run bench -- contrast`: the plugin's speed and memory, each contestant in a process of its own. */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: Object.keys(DUELS).join(',') },
      rounds: { type: 'string', default: '9' },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  limitThreads(values.threads);
  if (!values.json) console.log(describeMachine(machine()));
  const results: Result[] = [];
  for (const key of values.only.split(',')) {
    const { title, target, runners } = DUELS[key]!;
    const entries = [];
    for (const { label, name, start } of runners) {
      const contestant = await start(label);
      if (contestant) entries.push({ contestant, name });
    }
    results.push({ case: title, target, standings: await takeTurns(entries, Number(values.rounds)) });
    for (const { contestant } of entries) contestant.stop();
    if (!values.json) print(results.at(-1)!);
  }
  if (values.json) console.log(JSON.stringify({ machine: machine(), rounds: Number(values.rounds), results }, null, 2));
}

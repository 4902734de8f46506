import type { ExampleSampler } from '../../src/core/interfaces/sampler.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { drawNegatives, drawOrder, drawRows } from '../../src/plugins/pixel-contrast/examples/draws.js';

export type Row = readonly number[];

/** A contrast problem in plain arrays. `banks[b][c]` are the rows of class `c` in bank `b`. */
export interface Problem {
  readonly anchors: readonly Row[];
  /** Ascending. */
  readonly classes: readonly number[];
  readonly classCount: number;
  readonly banks: readonly (readonly (readonly Row[])[])[];
  readonly batch: boolean;
  readonly temperature: number;
  readonly sampler: ExampleSampler;
  readonly seed: number;
}

/** An example of one anchor: its row and, for in-batch rows, which anchor it is. */
interface Example {
  readonly row: Row;
  readonly classId: number;
  readonly anchor?: number;
}

/** Examples of every anchor. */
export interface Chosen {
  readonly positives: readonly Example[][];
  readonly negatives: readonly Example[][];
}

const dot = (a: Row, b: Row): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Picks examples anchor by anchor, by the letter of the specification; only the random draws are shared with the code. */
export function chooseNaively(problem: Problem): Chosen {
  const { anchors, classes, banks, batch, sampler, seed } = problem;
  const random = RandomStream.fromSeed(seed);
  const union: Example[] = banks.flatMap((bank) =>
    bank.flatMap((rows, classId) => rows.map((row) => ({ row, classId }))),
  );
  if (batch) union.push(...anchors.map((row, anchor) => ({ row, classId: classes[anchor]!, anchor })));
  const anchorClasses = [...new Set(classes)];

  const plans = new Map(
    anchorClasses.map((classId) => {
      const available = union.filter((example) => example.classId !== classId).length;
      const plan = available
        ? sampler.plan({ kind: 'negative', available, wanted: sampler.negatives })
        : { draw: 0, keep: 0 };
      return [classId, { ...plan, available }];
    }),
  );
  const drawn = [...plans.values()].every((plan) => plan.draw === plan.available)
    ? undefined
    : drawNegatives(
        Int32Array.from(union, (example) => example.classId),
        new Map([...plans].map(([classId, plan]) => [classId, plan.draw])),
        random,
      );
  const negatives = anchors.map((anchor, a) => {
    const classId = classes[a]!;
    const rows = drawn ? [...drawn.rows].filter((_, i) => drawn.ranks[i]! < drawn.limits.get(classId)!) : union.keys();
    const candidates = [...rows].map((row) => union[row]!).filter((example) => example.classId !== classId);
    return keepHardest(candidates, plans.get(classId)!.keep, (example) => -dot(anchor, example.row));
  });

  const positives: Example[][] = anchors.map(() => []);
  for (const classId of anchorClasses) {
    const members = [...anchors.keys()].filter((a) => classes[a] === classId);
    const sizes = [...banks.map((bank) => bank[classId]!.length), batch ? members.length - 1 : 0];
    const total = sizes.reduce((a, b) => a + b, 0);
    sizes.forEach((available, source) => {
      if (available === 0) return;
      const wanted = Math.max(1, Math.round((sampler.positives * available) / total));
      const { draw, keep } = sampler.plan({ kind: 'positive', available, wanted });
      const isBatch = source === banks.length;
      const size = isBatch ? available + 1 : available;
      const order =
        draw === available
          ? Int32Array.from({ length: size }, (_, i) => i)
          : isBatch
            ? drawOrder(draw + 1, size, random)
            : drawRows(draw, available, random);
      for (const a of members) {
        const candidates: Example[] = isBatch
          ? [...order]
              .map((i) => members[i]!)
              .filter((mate) => mate !== a)
              .slice(0, draw)
              .sort((i, j) => i - j)
              .map((mate) => ({ row: anchors[mate]!, classId, anchor: mate }))
          : [...order].map((i) => ({ row: banks[source]![classId]![i]!, classId }));
        positives[a]!.push(...keepHardest(candidates, keep, (example) => dot(anchors[a]!, example.row)));
      }
    });
  }
  return { positives, negatives };
}

/** The first `count` by ascending `cost`, ties in the given order. */
function keepHardest(examples: readonly Example[], count: number, cost: (example: Example) => number): Example[] {
  return examples
    .map((example, i) => ({ example, i, cost: cost(example) }))
    .sort((a, b) => a.cost - b.cost || a.i - b.i)
    .slice(0, count)
    .map(({ example }) => example);
}

/** The loss in two plain loops: -log( e^s_p / (e^s_p + sum_n e^s_n) ), averaged over positives, then over anchors. */
export function naiveLoss(anchors: readonly Row[], { positives, negatives }: Chosen, temperature: number): number {
  const scoreOf = (a: number, { row, anchor }: Example): number =>
    dot(anchors[a]!, anchor === undefined ? row : anchors[anchor]!) / temperature;
  let total = 0;
  let valid = 0;
  for (const a of anchors.keys()) {
    if (positives[a]!.length === 0 || negatives[a]!.length === 0) continue;
    const s = negatives[a]!.map((example) => scoreOf(a, example));
    const largest = Math.max(...s);
    const z = largest + Math.log(s.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    let loss = 0;
    for (const example of positives[a]!) {
      const margin = z - scoreOf(a, example);
      loss += Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    total += loss / positives[a]!.length;
    valid++;
  }
  return valid ? total / valid : 0;
}

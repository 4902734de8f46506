import * as tf from '@tensorflow/tfjs';
import { softplusAndSigmoid } from '../../../core/engine/ops/exponentials.js';
import {
  type AllowedColumns,
  selectPerRow,
  spreadPerRow,
} from '../../../core/engine/ops/select-per-row/select-per-row.js';
import type { ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { drawOrder, drawRows } from '../examples/draws.js';
import { planExamples } from '../examples/plan.js';
import { gatherRows, scores, weightedRows } from './blocks.js';
import { bankCount, type ClassRange, type ContrastSet } from './contrast-set.js';

/** What the positives of every anchor come to; all zero for anchors without positives. */
export interface Positives {
  /** `[anchors, 1]`, L_a: the mean of softplus(z_a - s_ap). */
  readonly loss: tf.Tensor2D;
  /** `[anchors, 1]`, the mean of q_ap = sigmoid(z_a - s_ap). */
  readonly pressure: tf.Tensor2D;
  /** `[anchors, dimension]`, rows of banks and batch weighted by q_ap / |P_a|. */
  readonly rows: tf.Tensor2D;
  /** `[anchors, anchors]`, q_ap / |P_a| of the anchors' mutual pairs, 0 for other pairs. */
  readonly batch?: tf.Tensor2D;
  /** |P_a|, by range. */
  readonly counts: readonly number[];
}

type Sums = Pick<Positives, 'loss' | 'pressure' | 'rows' | 'batch'>;

/** The positives that one source offers to the anchors of one class. */
interface Source {
  readonly plan: ExamplePlan;
  readonly blocks: readonly tf.Tensor2D[];
  /** For the batch, whose rows are the anchors of the class: for each of these, 1 where the pair is allowed. */
  readonly mates?: readonly Uint8Array[];
}

/**
 * Positives as a sampler picks them, ranked within each source: each class's rows meet its own anchors (method,
 * section 3, phase 2, and section 5).
 * @param queries the anchors divided by the temperature, `[anchors, dimension]`
 * @param anchors not divided: what they are to each other, `[anchors, dimension]`
 * @param logSum `[anchors, 1]`, z_a
 */
export function pullPositives(
  queries: tf.Tensor2D,
  anchors: tf.Tensor2D,
  logSum: tf.Tensor2D,
  set: ContrastSet,
  sampler: ExampleSampler,
  random: RandomStream,
  memoryBudget: number,
): Positives {
  const parts: Sums[] = [];
  const counts: number[] = [];
  for (const range of set.ranges) {
    const sources = drawSources(set, anchors, range, sampler, random);
    const count = sources.reduce((sum, { plan }) => sum + plan.keep, 0);
    const widest = Math.max(1, ...sources.map(({ plan, mates }) => mates?.length ?? plan.draw));
    const chunk = Math.max(1, Math.floor(memoryBudget / (6 * 4 * widest)));
    for (let start = range.start; start < range.end; start += chunk) {
      const part = { ...range, start, end: Math.min(range.end, start + chunk) };
      parts.push(tf.tidy(() => pullClass(queries, logSum, range, part, sources, count, set.batch)));
    }
    counts.push(count);
  }
  const join = (pick: (part: Sums) => tf.Tensor2D) => tf.concat(parts.map(pick), 0);
  return {
    loss: join((part) => part.loss),
    pressure: join((part) => part.pressure),
    rows: join((part) => part.rows),
    batch: set.batch ? join((part) => part.batch!) : undefined,
    counts,
  };
}

/** The anchors `part` of `range` against every source of their class. */
function pullClass(
  queries: tf.Tensor2D,
  logSum: tf.Tensor2D,
  range: ClassRange,
  part: ClassRange,
  sources: readonly Source[],
  count: number,
  mutual: boolean,
): Sums {
  const size = part.end - part.start;
  const [total, dimension] = queries.shape;
  const own = tf.slice(queries, part.start, size);
  const z = tf.slice(logSum, part.start, size);
  const pulls = sources.map(({ plan, blocks, mates }) => {
    const allowed = mates && {
      masks: mates.slice(part.start - range.start, part.end - range.start),
      maskOfRow: Array.from({ length: size }, (_, row) => row),
    };
    return tf.tidy(() => {
      const { slope, ...sums } = pull(scores(own, blocks), z, plan.keep, allowed);
      const batch = mates && widen(slope, range.start, total);
      return { ...sums, rows: weightedRows(slope, blocks), batch };
    });
  });
  const mean = (pick: (pull: (typeof pulls)[number]) => tf.Tensor2D | undefined, width: number): tf.Tensor2D => {
    const parts = pulls.flatMap((pull) => pick(pull) ?? []);
    return parts.length > 0 ? tf.div(tf.addN(parts), Math.max(1, count)) : tf.zeros([size, width]);
  };
  return {
    loss: mean((pull) => pull.loss, 1),
    pressure: mean((pull) => pull.pressure, 1),
    rows: mean((pull) => pull.rows, dimension),
    batch: mutual ? mean((pull) => pull.batch, total) : undefined,
  };
}

/** Puts columns at `offset` between zeros: `[rows, total]`. */
function widen(columns: tf.Tensor2D, offset: number, total: number): tf.Tensor2D {
  return tf.pad(columns, [
    [0, 0],
    [offset, total - offset - columns.shape[1]],
  ]);
}

/** Over the `keep` lowest scores: sums of softplus(z - s) and of q = sigmoid(z - s) `[anchors, 1]`, and q in its columns. */
function pull(
  scores: tf.Tensor2D,
  z: tf.Tensor2D,
  keep: number,
  allowed?: AllowedColumns,
): { loss: tf.Tensor2D; pressure: tf.Tensor2D; slope: tf.Tensor2D } {
  const width = scores.shape[1];
  const kept = keep < width ? selectPerRow(scores, keep, 'smallest', allowed) : undefined;
  const margin = tf.sub<tf.Tensor2D>(z, kept?.values ?? scores);
  const { softplusSum: loss, sigmoid: q, sigmoidSum: pressure } = softplusAndSigmoid(margin);
  const slope = kept ? spreadPerRow({ values: q, columns: kept.columns }, width) : q;
  return { loss, pressure, slope };
}

/** Draws the positives of one class from the banks and from the batch, in that order. */
function drawSources(
  set: ContrastSet,
  anchors: tf.Tensor2D,
  range: ClassRange,
  sampler: ExampleSampler,
  random: RandomStream,
): Source[] {
  const mates = set.batch ? range.end - range.start - 1 : 0;
  const total = bankCount(set, range.classId) + mates;
  const plan = (available: number): ExamplePlan => {
    const wanted = Math.max(1, Math.round((sampler.positives * available) / total));
    return planExamples(sampler, { kind: 'positive', available, wanted });
  };
  const sources: Source[] = [];
  for (const bank of set.banks) {
    const available = bank.count(range.classId);
    if (available === 0) continue;
    const blocks = bank.blocks(range.classId);
    const bankPlan = plan(available);
    const drawn = bankPlan.draw < available ? [gatherRows(blocks, drawRows(bankPlan.draw, available, random))] : blocks;
    sources.push({ plan: bankPlan, blocks: drawn });
  }
  if (mates > 0) {
    const batchPlan = plan(mates);
    const own = tf.slice(anchors, range.start, mates + 1);
    sources.push({ plan: batchPlan, blocks: [own], mates: drawMates(mates + 1, batchPlan.draw, random) });
  }
  return sources;
}

/** Each of `size` anchors of one class may use the first `draw` others of one random order. */
function drawMates(size: number, draw: number, random: RandomStream): Uint8Array[] {
  const order = draw < size - 1 ? drawOrder(draw + 1, size, random) : Int32Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: size }, (_, anchor) => {
    const allowed = new Uint8Array(size);
    for (const mate of order.filter((other) => other !== anchor).subarray(0, draw)) allowed[mate] = 1;
    return allowed;
  });
}

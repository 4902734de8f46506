import * as tf from '@tensorflow/tfjs';
import { selectPerRow, spreadPerRow } from '../../../core/engine/ops/select-per-row.js';
import type { ExamplePlan, ExampleSampler } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { gatherRows, scores, weightedRows } from './blocks.js';
import { bankCount, type ClassRange, type ContrastSet } from './contrast-set.js';
import { drawOrder, drawRows } from './draws.js';

/** What the positives of every anchor come to; all zero for anchors without positives. */
export interface Positives {
  /** `[anchors, 1]`, L_a: the mean of softplus(z_a - s_ap). */
  readonly loss: tf.Tensor2D;
  /** `[anchors, 1]`, the mean of q_ap = sigmoid(z_a - s_ap). */
  readonly pressure: tf.Tensor2D;
  /** `[anchors, dimension]`, bank rows weighted by q_ap / |P_a|. */
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
  /** For the batch only: 1 where a pair is allowed, one row for each anchor of the class. */
  readonly mates?: readonly Uint8Array[];
}

/**
 * Positives as a sampler picks them, ranked within each source: each class's rows meet its own anchors (method,
 * section 3, phase 2, and section 5).
 * @param anchors `[anchors, dimension]`, already divided by the temperature
 * @param logSum `[anchors, 1]`, z_a
 */
export function pullPositives(
  anchors: tf.Tensor2D,
  logSum: tf.Tensor2D,
  set: ContrastSet,
  batch: tf.Tensor2D | undefined,
  sampler: ExampleSampler,
  random: RandomStream,
  memoryBudget: number,
): Positives {
  const parts: Sums[] = [];
  const counts: number[] = [];
  for (const range of set.ranges) {
    const sources = drawSources(set, range, sampler, random);
    const count = sources.reduce((sum, { plan }) => sum + plan.keep, 0);
    const widest = Math.max(1, ...sources.map(({ plan, mates }) => mates?.length ?? plan.draw));
    const chunk = Math.max(1, Math.floor(memoryBudget / (6 * 4 * widest)));
    for (let start = range.start; start < range.end; start += chunk) {
      const part = { ...range, start, end: Math.min(range.end, start + chunk) };
      parts.push(tf.tidy(() => pullClass(anchors, logSum, range, part, batch, sources, count)));
    }
    counts.push(count);
  }
  const join = (name: 'loss' | 'pressure' | 'rows') =>
    tf.concat(
      parts.map((part) => part[name]),
      0,
    );
  return {
    loss: join('loss'),
    pressure: join('pressure'),
    rows: join('rows'),
    batch:
      batch &&
      tf.concat(
        parts.map((part) => part.batch!),
        0,
      ),
    counts,
  };
}

/** The anchors `part` of `range` against every source of their class. */
function pullClass(
  anchors: tf.Tensor2D,
  logSum: tf.Tensor2D,
  range: ClassRange,
  part: ClassRange,
  batch: tf.Tensor2D | undefined,
  sources: readonly Source[],
  count: number,
): Sums {
  const size = part.end - part.start;
  const [total, dimension] = anchors.shape;
  const own = tf.slice(anchors, part.start, size);
  const z = tf.slice(logSum, part.start, size);
  let sums: Sums = { loss: tf.zeros([size, 1]), pressure: tf.zeros([size, 1]), rows: tf.zeros([size, dimension]) };
  let mutual: tf.Tensor2D | undefined = batch && tf.zeros([size, total]);
  for (const { plan, blocks, mates } of sources) {
    const before = sums;
    sums = tf.tidy(() => {
      const pairs = mates
        ? tf.slice(batch!, [part.start, range.start], [size, range.end - range.start])
        : scores(own, blocks);
      const allowed = mates && ((row: number) => mates[part.start - range.start + row]!);
      const pull = softplusAndSlope(pairs, z, plan.keep, allowed);
      if (mates) mutual = tf.keep(widen(pull.slope, range.start, total));
      return {
        loss: tf.add(before.loss, pull.loss),
        pressure: tf.add(before.pressure, pull.pressure),
        rows: mates ? tf.clone(before.rows) : tf.add(before.rows, weightedRows(pull.slope, blocks)),
      };
    });
    tf.dispose([before.loss, before.pressure, before.rows]);
  }
  const mean = (sum: tf.Tensor2D): tf.Tensor2D => tf.div(sum, Math.max(1, count));
  const result = { loss: mean(sums.loss), pressure: mean(sums.pressure), rows: mean(sums.rows) };
  if (!mutual) return result;
  const meanMutual = mean(mutual);
  mutual.dispose();
  return { ...result, batch: meanMutual };
}

/** Puts columns at `offset` between zeros: `[rows, total]`. */
function widen(columns: tf.Tensor2D, offset: number, total: number): tf.Tensor2D {
  return tf.pad(columns, [
    [0, 0],
    [offset, total - offset - columns.shape[1]],
  ]);
}

/** Over the `keep` lowest scores: sums of softplus(z - s) and of q = sigmoid(z - s) `[anchors, 1]`, and q in its columns. */
function softplusAndSlope(
  scores: tf.Tensor2D,
  z: tf.Tensor2D,
  keep: number,
  allowed?: (row: number) => Uint8Array,
): { loss: tf.Tensor2D; pressure: tf.Tensor2D; slope: tf.Tensor2D } {
  const width = scores.shape[1];
  const kept = keep < width ? selectPerRow(scores, keep, 'smallest', allowed) : undefined;
  const margin = tf.sub(z, kept?.values ?? scores);
  const q = tf.sigmoid(margin) as tf.Tensor2D;
  return {
    loss: tf.sum(tf.softplus(margin), 1, true),
    pressure: tf.sum(q, 1, true),
    slope: kept ? spreadPerRow({ values: q, columns: kept.columns }, width) : q,
  };
}

/** Draws the positives of one class from the banks and from the batch, in that order. */
function drawSources(set: ContrastSet, range: ClassRange, sampler: ExampleSampler, random: RandomStream): Source[] {
  const mates = set.batch ? range.end - range.start - 1 : 0;
  const total = bankCount(set, range.classId) + mates;
  const plan = (available: number): ExamplePlan => {
    const wanted = Math.max(1, Math.round((sampler.positives * available) / total));
    return sampler.plan({ kind: 'positive', available, wanted });
  };
  const sources: Source[] = [];
  for (const bank of set.banks) {
    const available = bank.count(range.classId);
    if (available === 0) continue;
    const blocks = bank.blocks(range.classId);
    const bankPlan = plan(available);
    if (bankPlan.draw < available) {
      const drawn = [gatherRows(blocks, drawRows(bankPlan.draw, available, random))];
      sources.push({ plan: bankPlan, blocks: drawn });
    } else if (bankPlan.keep < available) sources.push({ plan: bankPlan, blocks });
    else for (const block of blocks) sources.push(everyRow(block));
  }
  if (mates > 0) {
    const batchPlan = plan(mates);
    sources.push({ plan: batchPlan, blocks: [], mates: drawMates(mates + 1, batchPlan.draw, random) });
  }
  return sources;
}

function everyRow(block: tf.Tensor2D): Source {
  return { plan: { draw: block.shape[0], keep: block.shape[0] }, blocks: [block] };
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

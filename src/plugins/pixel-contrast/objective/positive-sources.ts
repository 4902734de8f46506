import * as tf from '@tensorflow/tfjs';
import type { ExamplePlan } from '../../../core/interfaces/sampler.js';
import type { RandomStream } from '../../../core/random/random-stream.js';
import { drawOrder, drawRows } from '../examples/draws.js';
import { planExamples } from '../examples/plan.js';
import { takeRows } from './blocks.js';
import type { Comparison } from './comparison.js';
import { bankCount, type ClassRange } from './contrast-set.js';

/** The positives that one source, a bank or the batch, offers to the anchors of one class. */
export interface PositiveSource {
  readonly plan: ExamplePlan;
  readonly blocks: readonly tf.Tensor2D[];
  /** For the batch, whose rows are the anchors of the class: for each of these, 1 where the pair is allowed. */
  readonly mates?: readonly Uint8Array[];
}

/** Draws the positives of one class from the banks and from the batch, in that order. */
export function drawSources({ set, anchors, sampler, random }: Comparison, range: ClassRange): PositiveSource[] {
  const mates = set.batch ? range.end - range.start - 1 : 0;
  const total = bankCount(set, range.classId) + mates;
  const plan = (available: number): ExamplePlan => {
    const wanted = Math.max(1, Math.round((sampler.positives * available) / total));
    return planExamples(sampler, { kind: 'positive', available, wanted });
  };
  const sources: PositiveSource[] = [];
  for (const bank of set.banks) {
    const available = bank.count(range.classId);
    if (available === 0) continue;
    const blocks = bank.blocks(range.classId);
    const bankPlan = plan(available);
    const drawn = bankPlan.draw < available ? [takeRows(blocks, drawRows(bankPlan.draw, available, random))] : blocks;
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

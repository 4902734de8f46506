import type * as tf from '@tensorflow/tfjs';
import { ContrasegError } from '../errors/index.js';
import { teacherTooLate, wrongMomentum } from '../errors/training.js';
import type { Disposable } from '../interfaces/stateful.js';
import type { SegmentationModel } from '../model/segmentation-model.js';
import type { VariablesState } from '../run/checkpoint/variables-state.js';
import { MovingAverage } from './moving-average.js';

/** The part of a checkpoint that holds an average. */
export function averagePart(momentum: number): string {
  return `average.${momentum}`;
}

/** The moving averages that a run keeps of its network, one for each momentum that somebody asked for. */
export class MovingAverages implements Disposable {
  private readonly byMomentum = new Map<number, MovingAverage>();
  private closed = false;

  constructor(private readonly model: SegmentationModel) {}

  /** @throws ContrasegError for a momentum outside of 0–1, and for a new one once the parts of checkpoints are known */
  of(momentum: number): MovingAverage {
    const known = this.byMomentum.get(momentum);
    if (known) return known;
    if (!(momentum >= 0 && momentum < 1)) throw new ContrasegError(wrongMomentum(momentum));
    if (this.closed) throw new ContrasegError(teacherTooLate(momentum));
    const average = new MovingAverage(this.model, momentum);
    this.byMomentum.set(momentum, average);
    return average;
  }

  /** What a checkpoint holds of them; there will be no others. */
  parts(): Readonly<Record<string, VariablesState>> {
    this.closed = true;
    return Object.fromEntries([...this.byMomentum].map(([momentum, { state }]) => [averagePart(momentum), state]));
  }

  /** The averages of the network's statistics: as they are on each rank, where the network's own are. */
  get statistics(): tf.Variable[] {
    return [...this.byMomentum.values()].flatMap((average) => average.statistics);
  }

  /** @param finished steps that were taken, this one included */
  update(finished: number): void {
    for (const average of this.byMomentum.values()) average.update(finished);
  }

  dispose(): void {
    for (const average of this.byMomentum.values()) average.dispose();
  }
}

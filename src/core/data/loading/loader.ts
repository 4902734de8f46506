import { setImmediate } from 'node:timers/promises';
import { ALONE } from '../../distributed/alone.js';
import { indivisibleBatch } from '../../errors/cluster.js';
import { transformFailed } from '../../errors/data.js';
import { ContrasegError, type Problem } from '../../errors/index.js';
import type { Collective } from '../../interfaces/collective.js';
import type { DatasetSplit, Sample } from '../../interfaces/dataset.js';
import type { Transform } from '../../interfaces/transform.js';
import type { RandomStreams } from '../../random/random-streams.js';
import { SampleCheck } from '../inspection/sample-check.js';
import { type Batch, stackSamples } from './batch.js';
import { cachedSplit } from './cached-split.js';
import { samplesOfClasses } from './class-index.js';
import { classBalanced, DrawOrder, type EpochOrder, shuffled } from './draw-order.js';
import { Prefetcher } from './prefetcher.js';

export interface LoaderOptions {
  /** Images of a batch, over all ranks. */
  readonly batchSize: number;
  readonly transforms: readonly Transform[];
  readonly random: RandomStreams;
  readonly ignoreIndex: number;
  /** Labels are checked against it; `train` passes that of the data set. */
  readonly classCount: number;
  /** Samples prepared at the same time; changes the speed, never the batches. */
  readonly workers?: number;
  /** Batches prepared beyond the one in use. */
  readonly prefetch?: number;
  /** Keeps decoded samples in memory. */
  readonly cache?: boolean;
  /** Shows rare classes as often as frequent ones; reads every label once before the first batch. */
  readonly classBalanced?: boolean;
  /** The ranks that share each batch; this process alone when absent. */
  readonly collective?: Pick<Collective, 'rank' | 'size'>;
}

/** See docs/data.md for the measurement behind these. */
export const DEFAULT_WORKERS = 16;
export const DEFAULT_PREFETCH = 4;

/**
 * An endless sequence of shuffled, augmented batches, made in native threads while the engine computes. Batch `i` depends on
 * the seed and `i` alone, so the position of a run is its iteration; each rank makes its part of that very batch.
 */
export class BatchLoader {
  /** Batches in an epoch. */
  readonly iterationsPerEpoch: number;
  private readonly split: DatasetSplit;
  private readonly order: DrawOrder;
  private readonly check: SampleCheck;
  /** Samples of a batch that this process makes, and the first of them. */
  private readonly share: number;
  private readonly first: number;
  private samples?: Prefetcher<Sample>;

  constructor(
    split: DatasetSplit,
    private readonly options: LoaderOptions,
  ) {
    const { batchSize, collective = ALONE } = options;
    if (batchSize % collective.size > 0) throw new ContrasegError(indivisibleBatch(batchSize, collective.size));
    this.share = batchSize / collective.size;
    this.first = collective.rank * this.share;
    this.check = new SampleCheck(options);
    this.split = options.cache ? cachedSplit(split) : split;
    this.order = new DrawOrder(split.size, batchSize, this.epochOrder());
    this.iterationsPerEpoch = this.order.iterationsPerEpoch;
  }

  /** Moves to the batch of an iteration, from 0. Without it, the first `next` begins at 0. */
  async startAt(iteration: number): Promise<void> {
    await this.close();
    const { workers = DEFAULT_WORKERS, prefetch = DEFAULT_PREFETCH } = this.options;
    this.samples = new Prefetcher((own) => this.prepare(this.drawOf(own)), {
      concurrency: workers,
      ahead: (prefetch + 1) * this.share,
      start: iteration * this.share,
    });
  }

  /** @throws ContrasegError that names the file of a sample that cannot be prepared */
  async next(): Promise<Batch> {
    if (!this.samples) await this.startAt(0);
    // Native steps block this thread; give finished decodings the turn that starts their next stage.
    await setImmediate();
    const samples = await Promise.all(Array.from({ length: this.share }, () => this.samples!.next()));
    return stackSamples(samples);
  }

  /** Stops preparing; resolves when nothing is at work any more. */
  async close(): Promise<void> {
    await this.samples?.close();
    this.samples = undefined;
  }

  /** Which draw of the run a sample is that this process makes, both counted from 0. */
  private drawOf(own: number): number {
    const { options, share, first } = this;
    return Math.floor(own / share) * options.batchSize + first + (own % share);
  }

  private epochOrder(): EpochOrder {
    const { random, classBalanced: balance, workers = DEFAULT_WORKERS } = this.options;
    if (!balance) return shuffled(this.split.size, random);
    let order: Promise<EpochOrder> | undefined;
    return async (epoch) => {
      order ??= samplesOfClasses(this.split, this.options, workers).then((samples) =>
        classBalanced(this.split.size, samples, random),
      );
      return (await order)(epoch);
    };
  }

  /** One sample with its own random stream, so that nothing depends on which samples are at work beside it. */
  private async prepare(draw: number): Promise<Sample> {
    const source = await this.split.sample(await this.order.sampleOf(draw));
    const origin = `the split "${this.split.name}"`;
    refuse(this.check.shapeProblem(source, origin));
    const sample = await this.augment(source, draw, 'shapeProblem');
    if (this.check.labelProblem(sample, 'the transforms')) {
      // Looked for only now, because each look costs as much as a flip: the first whose labels are wrong is to blame.
      refuse(this.check.labelProblem(source, origin));
      await this.augment(source, draw, 'problem');
      refuse(this.check.labelProblem(sample, 'the transforms'));
    }
    return sample;
  }

  /** @param check of what each transform returns */
  private async augment(source: Sample, draw: number, check: 'shapeProblem' | 'problem'): Promise<Sample> {
    const context = { ignoreIndex: this.options.ignoreIndex, random: this.options.random.at('augment', draw) };
    let sample = source;
    try {
      for (const [i, transform] of this.options.transforms.entries()) {
        sample = await transform.apply(sample, context);
        refuse(
          this.check[check](sample, `transforms[${i}] (${transform.constructor.name}), made from "${source.id}",`),
        );
      }
    } catch (error) {
      if (error instanceof ContrasegError) throw error;
      throw new ContrasegError(transformFailed(source.id, error), { cause: error });
    }
    return sample;
  }
}

function refuse(problem: Problem | undefined): void {
  if (problem) throw new ContrasegError(problem);
}

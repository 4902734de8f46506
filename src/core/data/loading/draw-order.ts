import type { RandomStreams } from '../../random/random-streams.js';

/** Which samples an epoch visits, in order. */
export type EpochOrder = (epoch: number) => Promise<Int32Array> | Int32Array;

/** Every sample once, in an order that depends on seed and epoch alone. */
export function shuffled(size: number, random: RandomStreams): EpochOrder {
  return (epoch) => random.at('order', epoch).permutation(size);
}

/**
 * As many draws as there are samples, each of a class drawn uniformly among those present and then of a sample that shows it:
 * rare classes are seen as often as frequent ones.
 * @param samplesOfClass samples that show each class
 */
export function classBalanced(size: number, samplesOfClass: readonly Int32Array[], random: RandomStreams): EpochOrder {
  const present = samplesOfClass.filter((samples) => samples.length > 0);
  return (epoch) => {
    if (present.length === 0) return random.at('order', epoch).permutation(size);
    const stream = random.at('order', epoch);
    return Int32Array.from({ length: size }, () => {
      const samples = present[stream.integer(present.length)]!;
      return samples[stream.integer(samples.length)]!;
    });
  };
}

/**
 * The sequence of draws over all epochs. An incomplete last batch of an epoch is dropped; where the set is smaller than a
 * batch, batches run on into the next epoch.
 */
export class DrawOrder {
  readonly iterationsPerEpoch: number;
  private readonly drawsPerEpoch: number;
  private readonly epochs = new Map<number, Promise<Int32Array>>();

  constructor(
    size: number,
    batchSize: number,
    private readonly order: EpochOrder,
  ) {
    this.iterationsPerEpoch = Math.max(1, Math.floor(size / batchSize));
    this.drawsPerEpoch = size < batchSize ? size : this.iterationsPerEpoch * batchSize;
  }

  /** Index of the sample of a draw; draws count from 0 over the whole run. */
  async sampleOf(draw: number): Promise<number> {
    const epoch = Math.floor(draw / this.drawsPerEpoch);
    let order = this.epochs.get(epoch);
    if (!order) {
      order = Promise.resolve(this.order(epoch));
      this.epochs.set(epoch, order);
      this.epochs.delete(epoch - 2);
    }
    return (await order)[draw % this.drawsPerEpoch]!;
  }
}

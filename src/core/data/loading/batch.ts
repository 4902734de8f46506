import { batchSizesDiffer } from '../../errors/data.js';
import { ContrasegError } from '../../errors/index.js';
import type { Sample } from '../../interfaces/dataset.js';

/** Samples of one size, one after the other. */
export interface Batch {
  /** RGB, `batch * height * width * 3` bytes. */
  readonly images: Uint8Array;
  /** Class or ignore index, `batch * height * width`. */
  readonly labels: Int32Array;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly ids: readonly string[];
}

/** @throws ContrasegError where the sizes differ */
export function stackSamples(samples: readonly Sample[]): Batch {
  const { width, height } = samples[0]!;
  if (samples.some((sample) => sample.width !== width || sample.height !== height)) {
    throw new ContrasegError(batchSizesDiffer(samples));
  }
  const pixels = width * height;
  const images = new Uint8Array(samples.length * pixels * 3);
  const labels = new Int32Array(samples.length * pixels);
  samples.forEach((sample, i) => {
    images.set(sample.image, i * pixels * 3);
    labels.set(sample.label, i * pixels);
  });
  return { images, labels, batch: samples.length, height, width, ids: samples.map((sample) => sample.id) };
}

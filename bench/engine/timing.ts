import * as tf from '@tensorflow/tfjs';

export interface Timing {
  /** Milliseconds. */
  readonly fastest: number;
  readonly median: number;
}

/** Times `body`, which may leave tensors; one run that is not counted comes first. */
export function time(body: () => void, repeats: number): Timing {
  const times: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const start = performance.now();
    tf.tidy(() => {
      body();
    });
    if (i > 0) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { fastest: times[0]!, median: times[times.length >> 1]! };
}

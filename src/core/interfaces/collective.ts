import type * as tf from '@tensorflow/tfjs';

/**
 * The processes that train one model together, as the code of one of them sees it: what is alike on all of them goes through
 * here. A process on its own is a collective of one, so that nothing asks whether there are others.
 *
 * Every rank must call the same methods with the same shapes in the same order; a method returns when all have. Whatever a
 * method returns has the same bits on every rank. No gradient flows through any.
 * @throws ContrasegError `CONTRASEG_CLUSTER_FAILED` where a rank is gone or does not come; the process cannot go on then
 */
export interface Collective {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  /** How many they are. */
  readonly size: number;

  /** The sum over all ranks, or its `size`-th part. */
  allReduce<T extends tf.Tensor>(x: T, merge: 'sum' | 'mean'): T;

  /**
   * What each rank has, one behind the other along the first axis, in the order of ranks.
   * @param x `[n, …]`, n alike on all ranks
   * @returns `[size * n, …]`
   */
  allGather<T extends tf.Tensor>(x: T): T;

  /** What rank 0 has. */
  broadcast<T extends tf.Tensor>(x: T): T;
}

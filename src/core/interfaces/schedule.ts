/** Scales the learning rates over the run. */
export interface Schedule {
  /**
   * @param iteration from 0
   * @returns the factor of the base learning rate, at least 0
   */
  factor(iteration: number, totalIterations: number): number;
}

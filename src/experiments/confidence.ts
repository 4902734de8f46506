/** Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom. */
const STUDENT_T = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** That of infinitely many. */
const NORMAL = 1.959964;

/** Mean of a sample, its standard deviation, and half the width of the mean's 95 % interval; NaN where too few values are there. */
export interface Estimate {
  readonly mean: number;
  readonly deviation: number;
  readonly halfWidth: number;
}

/** The mean of independent values of one normal distribution, such as paired differences by seed. */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: Number.NaN, halfWidth: Number.NaN };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const deviation = Math.sqrt(variance);
  return { mean, deviation, halfWidth: (studentT(values.length - 1) * deviation) / Math.sqrt(values.length) };
}

/** Beyond the table by the first terms of Cornish and Fisher's expansion (Abramowitz and Stegun, 26.7.5). */
function studentT(freedom: number): number {
  const z = NORMAL;
  return (
    STUDENT_T[freedom - 1] ??
    z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
  );
}

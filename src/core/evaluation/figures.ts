/** A share as readers of tables expect it: 0.5312 is `53.12`; `–` for a figure that is not defined. */
export function percent(value: number): string {
  return Number.isNaN(value) ? '–' : (100 * value).toFixed(2);
}

/** What stands beside a mean that does not cover every class. */
export function describeAbsent(absent: readonly string[], classCount: number): string {
  if (absent.length === classCount) return 'no pixel is labelled, so no figure is defined';
  return `absent: no pixel is of ${absent.join(', ')}; mIoU counts such a class as 0 where it was predicted, and leaves it out elsewhere`;
}

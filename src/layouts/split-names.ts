const NAMES: Readonly<Record<string, string>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  testing: 'test',
};

/** `train`, `val` or `test` for the names that people give them, otherwise nothing. */
export function splitOf(name: string): string | undefined {
  return NAMES[name.toLowerCase()];
}

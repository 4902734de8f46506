type Values = Readonly<Record<string, Float32Array>>;

/** Root mean square of the differences of two sets of values under the same names. */
export function distance(a: Values, b: Values): number {
  const names = Object.keys(a);
  if (names.join() !== Object.keys(b).join()) throw new Error(`${names} are not ${Object.keys(b)}`);
  let sum = 0;
  let count = 0;
  for (const name of names) {
    if (a[name]!.length !== b[name]!.length)
      throw new Error(`${name}: ${a[name]!.length} and ${b[name]!.length} values`);
    a[name]!.forEach((value, i) => {
      sum += (value - b[name]![i]!) ** 2;
    });
    count += a[name]!.length;
  }
  return Math.sqrt(sum / count);
}

/** Drop rates that grow evenly from 0 in the first block to `last` in the last one (Huang et al. 2016, eq. 4), by stage. */
export function dropRates(depths: readonly number[], last: number): number[][] {
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  let index = 0;
  return depths.map((depth) => Array.from({ length: depth }, () => (last * index++) / (blocks - 1)));
}

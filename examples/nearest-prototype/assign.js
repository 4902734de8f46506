/**
 * Assigns the pixels of one class to its prototypes such that each prototype gets about as many: the optimal transport that
 * Sinkhorn's iteration finds (Cuturi 2013), as in Zhou et al. (2022). Without it one prototype would take them all.
 * @param {readonly (readonly number[])[]} similarities of each pixel to each prototype, about -1 to 1
 * @param {number} smoothness of the transport
 * @returns {number[]} the prototype of each pixel
 */
export function assign(similarities, smoothness = 0.05, iterations = 3) {
  if (similarities.length === 0) return [];
  const most = Math.max(...similarities.map((row) => Math.max(...row)));
  const plan = similarities.map((row) => row.map((value) => Math.exp((value - most) / smoothness)));
  const count = plan[0].length;
  for (let i = 0; i < iterations; i++) {
    for (let k = 0; k < count; k++) {
      const total = plan.reduce((sum, row) => sum + row[k], 0);
      if (total > 0) for (const row of plan) row[k] /= total * count;
    }
    for (const row of plan) {
      const total = row.reduce((sum, value) => sum + value, 0);
      if (total > 0) for (let k = 0; k < count; k++) row[k] /= total * plan.length;
    }
  }
  return plan.map((row) => row.indexOf(Math.max(...row)));
}

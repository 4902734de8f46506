/** @typedef {import('contraseg/plugin').RandomStream} RandomStream */

/**
 * The mean direction of each class's keys, of unit length; undefined for a class without keys.
 * @param {Float32Array} embeddings rows of `dim` numbers
 * @param {readonly (readonly number[])[]} keys rows of each class
 * @param {number} dim
 */
export function classMeans(embeddings, keys, dim) {
  return keys.map((rows) => {
    if (rows.length === 0) return undefined;
    const mean = new Float32Array(dim);
    for (const row of rows) for (let i = 0; i < dim; i++) mean[i] += embeddings[row * dim + i];
    const length = Math.hypot(...mean);
    return length > 0 ? mean.map((value) => value / length) : undefined;
  });
}

/**
 * How likely each other class is to give a negative for class `c`: the softmax of its mean's similarity to that of `c`
 * (Liu et al. 2022), so that classes which look alike are told apart most often.
 */
export function negativeShares(means, c, temperature) {
  const weights = means.map((mean, j) => (mean && j !== c ? Math.exp(dot(mean, means[c]) / temperature) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : undefined;
}

/**
 * Rows of keys of other classes, drawn with replacement: first a class by its share, then one of its keys.
 * @param {RandomStream} random
 */
export function drawNegatives(keys, shares, count, random) {
  let sum = 0;
  const bounds = shares.map((share) => {
    sum += share;
    return sum;
  });
  return Array.from({ length: count }, () => {
    const at = random.uniform();
    let c = shares.findIndex((_, i) => at < bounds[i]);
    if (c < 0) c = shares.findLastIndex((share) => share > 0); // shares may sum up to a little less than 1
    return keys[c][Math.floor(random.uniform() * keys[c].length)];
  });
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

import test from 'ava';
import { MIT_SIZES, mitStages } from '../../../../src/plugins/backbones/mit/stages.js';
import { readKeys } from '../../../zoo/peers.js';

for (const size of MIT_SIZES) {
  test(`${size} has the blocks, channels, kernels and reductions of transformers' SegFormer`, async (t) => {
    const keys = await readKeys(t, `transformers4.segformer_${size}`);
    if (!keys) return;
    const names = Object.keys(keys);
    const found = mitStages(size, 0.1).map(({ channels, kernelSize, reduction, dropRates }) => [
      dropRates.length,
      channels,
      kernelSize,
      reduction,
    ]);
    const expected = [0, 1, 2, 3].map((s) => {
      const block = new RegExp(`^segformer\\.encoder\\.block\\.${s}\\.\\d+\\.layer_norm_1\\.weight$`);
      const patch = keys[`segformer.encoder.patch_embeddings.${s}.proj.weight`]!;
      const reduced = keys[`segformer.encoder.block.${s}.0.attention.self.sr.weight`];
      return [names.filter((name) => block.test(name)).length, patch[0], patch[2], reduced?.[2] ?? 1];
    });
    t.deepEqual(found, expected);
  });
}

test('drop rates grow evenly over all blocks, and heads always see 32 or 64 channels', (t) => {
  for (const size of MIT_SIZES) {
    const stages = mitStages(size, 0.3);
    const rates = stages.flatMap(({ dropRates }) => dropRates);
    t.is(rates[0], 0);
    t.is(rates.at(-1), 0.3);
    const steps = rates.slice(1).map((rate, i) => rate - rates[i]!);
    t.true(steps.every((step) => Math.abs(step - 0.3 / (rates.length - 1)) < 1e-12));
    t.deepEqual(new Set(stages.map(({ channels, heads }) => channels / heads)), new Set([size === 'b0' ? 32 : 64]));
    t.deepEqual(
      stages.map(({ outputStride }) => outputStride),
      [4, 8, 16, 32],
    );
  }
});

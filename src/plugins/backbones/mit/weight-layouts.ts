import { renaming, type WeightLayout } from '../../../core/weights/layout.js';

/** What follows `block.<stage>.<index>.`, in transformers 5. */
const transformers5Block = renaming(
  [/^layer_norm_1/, 'layernorm_before'],
  [/^layer_norm_2/, 'layernorm_after'],
  [/^attention\.self\.([qkv])\w+/, 'attention.$1_proj'],
  [/^attention\.output\.dense/, 'attention.o_proj'],
  [/^attention\.self\.sr/, 'attention.sequence_reduction.sequence_reduction'],
  [/^attention\.self\.layer_norm/, 'attention.sequence_reduction.layer_norm'],
  [/^mlp\.dense(\d)/, 'mlp.fc$1'],
);

/** The same in mmseg, which keeps queries, keys and values as one tensor. */
const mmsegBlock = renaming(
  [/^layer_norm_(\d)/, 'norm$1'],
  [/^attention\.self\.query\.(\w+)$/, 'attn.attn.in_proj_$1[0/3]'],
  [/^attention\.self\.key\.(\w+)$/, 'attn.attn.in_proj_$1[1/3]'],
  [/^attention\.self\.value\.(\w+)$/, 'attn.attn.in_proj_$1[2/3]'],
  [/^attention\.output\.dense/, 'attn.attn.out_proj'],
  [/^attention\.self\.sr/, 'attn.sr'],
  [/^attention\.self\.layer_norm/, 'attn.norm'],
  [/^mlp\.dense1/, 'ffn.layers.0'],
  [/^mlp\.dwconv\.dwconv/, 'ffn.layers.1'],
  [/^mlp\.dense2/, 'ffn.layers.4'],
);

function inBlocks(prefix: string, rename: (ours: string) => string, others: (ours: string) => string) {
  return (ours: string) => {
    const block = /^block\.(\d)\.(\d+)\.(.*)$/.exec(ours);
    if (!block) return others(ours);
    const [, stage, index, inner] = block;
    return `${prefix.replace('*', stage!)}.${index}.${rename(inner!)}`;
  };
}

export const LAYOUTS: Readonly<Record<'transformers' | 'mmseg', readonly WeightLayout[]>> = {
  transformers: [
    {
      source: 'transformers',
      tensorName: (ours) => `segformer.encoder.${ours}`,
      extras: /^(decode_head|classifier)\./,
    },
    {
      source: 'transformers 5 (in memory)',
      tensorName: inBlocks(
        'segformer.stages.*.blocks',
        transformers5Block,
        renaming(
          [/^patch_embeddings\.(\d)/, 'segformer.stages.$1.patch_embeddings'],
          [/^layer_norm\.(\d)/, 'segformer.stages.$1.layer_norm'],
        ),
      ),
      extras: /^(decode_head|classifier)\./,
    },
  ],
  mmseg: [
    {
      source: 'mmseg',
      tensorName: inBlocks(
        'layers.*.1',
        mmsegBlock,
        renaming(
          [/^patch_embeddings\.(\d)\.proj/, 'layers.$1.0.projection'],
          [/^patch_embeddings\.(\d)\.layer_norm/, 'layers.$1.0.norm'],
          [/^layer_norm\.(\d)/, 'layers.$1.2'],
        ),
      ),
    },
  ],
};

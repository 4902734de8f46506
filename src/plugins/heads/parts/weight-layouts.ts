import { OPENCV_NORMALIZATION, renaming, type WeightLayout } from '../../../core/weights/layout.js';

type Rule = readonly [ours: RegExp, theirs: string];

/** Everything but the head: files hold whole segmenters, and an auxiliary classifier may not be wanted. */
const othersThan = (...prefixes: string[]) => new RegExp(`^(?!${prefixes.map((p) => `${p}\\.`).join('|')})`);

/** Each part `<ours>.conv` and `<ours>.bn` under a name of its own. */
export function separately(ours: string, conv: string, bn: string): Rule[] {
  return [
    [new RegExp(`^${ours}\\.conv`), conv],
    [new RegExp(`^${ours}\\.bn`), bn],
  ];
}

export function mmsegLayout(...rules: readonly Rule[]): WeightLayout {
  return {
    source: 'mmseg',
    tensorName: renaming(
      ...rules,
      [/^classifier\./, 'decode_head.conv_seg.'],
      [/^auxiliary\.decoder\./, 'auxiliary_head.convs.0.'],
      [/^auxiliary\.classifier\./, 'auxiliary_head.conv_seg.'],
    ),
    extras: othersThan('decode_head'),
  };
}

export function torchvisionLayout(...rules: readonly Rule[]): WeightLayout {
  return {
    source: 'torchvision',
    tensorName: renaming(
      ...rules,
      [/^classifier\./, 'classifier.4.'],
      ...separately('auxiliary\\.decoder', 'aux_classifier.0', 'aux_classifier.1'),
      [/^auxiliary\.classifier\./, 'aux_classifier.4.'],
    ),
    extras: othersThan('classifier'),
  };
}

/** @param parts what the head's names begin with */
export function contrastiveSegLayout(parts: readonly string[], ...rules: readonly Rule[]): WeightLayout {
  return {
    source: 'ContrastiveSeg',
    tensorName: renaming(...rules),
    extras: othersThan(...parts),
    normalization: OPENCV_NORMALIZATION,
  };
}

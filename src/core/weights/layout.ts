import type { Normalization } from '../data/loading/normalization.js';

/** How a package that publishes weights names the tensors of one of our networks. */
export interface WeightLayout {
  /** The package, as users call it: `torchvision`, `timm`, … */
  readonly source: string;
  /**
   * The file's name of one of our tensors, `<layer>.weight`, `<layer>.running_mean` and so on; `name[1/3]` for the second
   * third of its rows, where the file keeps several of our tensors in one. A pure function.
   */
  readonly tensorName: (ours: string) => string;
  /** Further tensors that such files hold and the network does not need, such as an ImageNet classifier's. */
  readonly extras?: RegExp;
  /** What the network was trained to see; that of ImageNet in torchvision when absent. */
  readonly normalization?: Normalization;
}

/** Where a network got its weights. */
export interface WeightOrigin {
  readonly file: string;
  readonly layout: WeightLayout;
}

/** ContrastiveSeg and openseg read images with OpenCV, blue first, and give blue the mean that others give red. */
export const OPENCV_NORMALIZATION: Normalization = {
  mean: [0.406, 0.456, 0.485],
  std: [0.225, 0.224, 0.229],
  order: 'bgr',
};

/** Our own names, as checkpoints and converted files have them. */
export const OWN_LAYOUT: WeightLayout = { source: 'contraseg', tensorName: (ours) => ours };

/** Replaces by the first rule that fits; a name that none fits stays as it is. */
export function renaming(...rules: readonly (readonly [ours: RegExp, theirs: string])[]): (ours: string) => string {
  return (ours) => {
    const rule = rules.find(([pattern]) => pattern.test(ours));
    return rule ? ours.replace(rule[0], rule[1]) : ours;
  };
}

/** A tensor of a file, or an equal part of its rows. */
export interface TensorPlace {
  readonly name: string;
  readonly part: number;
  readonly parts: number;
}

export function placeOf(layout: WeightLayout, ours: string): TensorPlace {
  const [, name, part = '0', parts = '1'] = /^(.*?)(?:\[(\d+)\/(\d+)\])?$/.exec(layout.tensorName(ours))!;
  return { name: name!, part: Number(part), parts: Number(parts) };
}

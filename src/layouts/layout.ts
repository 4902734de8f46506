import type { Rgb } from '../core/data/files/color-map.js';
import type { FolderTree } from './folder-tree.js';

/** A class as a folder names it: with the value or the colour that its masks hold, where they say so. */
export interface NamedClass {
  readonly name: string;
  readonly value?: number;
  readonly color?: Rgb;
}

/** A class's outline, or several that belong together, holes included; `x, y` in pixels. */
export interface Outline {
  readonly className: string;
  readonly rings: readonly (readonly (readonly [x: number, y: number])[])[];
}

/** Where the labels of an image are. */
export type MaskSource =
  /** One picture with a value or a colour for each class. */
  | { readonly kind: 'picture'; readonly file: string }
  /** One picture for each object, not black where it is. */
  | { readonly kind: 'instances'; readonly files: readonly string[] }
  /** Polygons; what lies in none is background. */
  | {
      readonly kind: 'polygons';
      readonly outlines: readonly Outline[];
      /** Objects without an outline that can be drawn, such as run lengths. */
      readonly undrawable: number;
    };

/** An image with its labels. */
export interface FoundSample {
  /** Unique in the layout. */
  readonly id: string;
  /** Absolute. */
  readonly image: string;
  readonly mask: MaskSource;
  /** `train`, `val`, `test`, where the folder says it. */
  readonly split?: string;
}

/** What a detector makes of a folder. */
export interface FoundLayout {
  /** For people, e.g. `Roboflow export`. */
  readonly name: string;
  readonly samples: readonly FoundSample[];
  /** Files that have no partner, as far as the layout pairs files. */
  readonly unpaired?: { readonly images: readonly string[]; readonly masks: readonly string[] };
  readonly classes?: readonly NamedClass[];
  /** Colours and values that are no class although the folder lists them. */
  readonly ignore?: readonly (number | Rgb)[];
  /** The data set that reads the folder as it is, with its options. */
  readonly dataset?: Readonly<Record<string, string>> & { readonly type: string };
}

/** Recognises one way in which people lay out images and masks. */
export type LayoutDetector = (tree: FolderTree) => Promise<FoundLayout | undefined> | FoundLayout | undefined;

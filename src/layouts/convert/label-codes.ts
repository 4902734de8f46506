import { packColor } from '../../core/data/files/color-map.js';
import type { RawMask } from '../masks/read-picture.js';
import type { ClassProposal } from '../propose/classes.js';
import { distance } from '../propose/peaks.js';

const IGNORE = 255;

/** What became of a mask. */
export interface Coded {
  /** Class indices, 255 where a pixel is of no class. */
  readonly labels: Uint8Array;
  /** Pixels of each value or colour that is of no class and not ignored either. */
  readonly undecided: ReadonlyMap<number, number>;
}

/** Turns values and colours into class indices; each is decided once. */
export class LabelCodes {
  /** -1 where it could not be decided. */
  private readonly decided = new Map<number, number>();

  constructor(
    private readonly meaning: ClassProposal,
    private readonly nearest: boolean,
  ) {
    for (const code of meaning.ignore) this.decided.set(code, IGNORE);
    for (const [i, { value }] of meaning.classes.entries()) this.decided.set(value, i);
  }

  /** @param objects the values number objects: 0 is the background and any other an object */
  apply(mask: RawMask, objects = false): Coded {
    const labels = new Uint8Array(mask.data.length);
    const undecided = new Map<number, number>();
    for (let i = 0; i < labels.length; i++) {
      const code = objects ? Math.min(1, mask.data[i]!) : this.codeOf(mask, mask.data[i]!);
      const label = this.decide(code);
      labels[i] = label < 0 ? IGNORE : label;
      if (label < 0) undecided.set(code, (undecided.get(code) ?? 0) + 1);
    }
    return { labels, undecided };
  }

  /** Grey that is stored as colour is a value where the classes are told apart by values, and the other way round. */
  private codeOf({ coding, palette }: RawMask, code: number): number {
    if (coding === this.meaning.coding) return code;
    if (coding === 'colors') return code & 255;
    return packColor(palette?.[code] ?? [code, code, code]);
  }

  private decide(code: number): number {
    const known = this.decided.get(code);
    if (known !== undefined) return known;
    const label = this.nearest ? this.nearestClass(code) : -1;
    this.decided.set(code, label);
    return label;
  }

  private nearestClass(code: number): number {
    const { classes, coding } = this.meaning;
    const distances = classes.map(({ value }) => distance(value, code, coding));
    return distances.indexOf(Math.min(...distances));
  }
}

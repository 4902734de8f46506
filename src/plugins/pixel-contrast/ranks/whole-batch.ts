import { gatherValues } from '../../../core/distributed/gather-values.js';
import type { Collective } from '../../../core/interfaces/collective.js';
import type { PixelGroup } from '../../../core/interfaces/memory-bank.js';
import type { LabelGrid } from '../pixels/label-grid.js';
import type { Predictions } from '../pixels/predictions.js';

/**
 * The batch of all ranks as one process would see it: images and cells of rank r come behind those of the ranks before. What is
 * chosen from it, with streams that are alike on all ranks, is the same everywhere.
 */
export class WholeBatch {
  /**
   * @param images of each rank
   * @param cells of each image
   */
  constructor(
    private readonly collective: Collective,
    private readonly images: number,
    private readonly cells: number,
  ) {}

  grid(own: LabelGrid): LabelGrid {
    const ranks = gatherValues(own, this.collective);
    return {
      labels: concatenated(ranks.map(({ labels }) => labels)),
      groups: ranks.flatMap(({ groups }, rank) => groups.map((group) => this.moved(group, rank))),
    };
  }

  predictions(own: Predictions): Predictions {
    return {
      classes: concatenated(gatherValues(own.classes, this.collective)),
      confidence: () => {
        const ranks = gatherValues(own.confidence(), this.collective);
        const all = new Float32Array(ranks.reduce((sum, { length }) => sum + length, 0));
        ranks.forEach((values, rank) => void all.set(values, rank * values.length));
        return all;
      },
    };
  }

  /** Those of the groups that lie in this rank's images, as it counts images and cells itself. */
  own(groups: readonly PixelGroup[]): PixelGroup[] {
    const { rank } = this.collective;
    return groups.filter((group) => this.rankOf(group) === rank).map((group) => this.moved(group, -rank));
  }

  /** Which rank has the image of each pixel, one group after the other. */
  ranksOf(groups: readonly PixelGroup[]): number[] {
    return groups.flatMap((group) => Array<number>(group.pixels.length).fill(this.rankOf(group)));
  }

  private rankOf({ image }: PixelGroup): number {
    return Math.floor(image / this.images);
  }

  private moved(group: PixelGroup, ranks: number): PixelGroup {
    if (ranks === 0) return group;
    const pixels = group.pixels.map((pixel) => pixel + ranks * this.images * this.cells);
    return { ...group, image: group.image + ranks * this.images, pixels };
  }
}

function concatenated(parts: readonly Int32Array[]): Int32Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

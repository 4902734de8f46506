import * as tf from '@tensorflow/tfjs';
import {
  type BankRows,
  type ComponentState,
  defineComponent,
  type MemoryBank,
  type OpenBank,
  type PixelGroup,
  type RandomStream,
  type Resolved,
} from 'contraseg/plugin';
import { z } from 'zod';

const MyPartOptions = z.strictObject({
  momentum: z.number().min(0).max(1).default(0.9).describe('Share of the old row in the new one.'),
});

declare module 'contraseg/plugin' {
  interface MemoryBankTypes {
    'my-part': z.input<typeof MyPartOptions>;
  }
}

/** Pixels of a class that the mean over one image is taken of, at most. */
const PIXELS = 32;

class MyPartBank implements MemoryBank {
  constructor(private readonly options: Resolved<typeof MyPartOptions>) {}

  allocate(): OpenBank {
    return new OpenMyPart(this.options.momentum);
  }
}

class OpenMyPart implements OpenBank {
  readonly capacity = 1;
  private readonly rows = new Map<number, tf.Tensor2D>();

  constructor(private readonly momentum: number) {}

  count(classId: number): number {
    return this.rows.has(classId) ? 1 : 0;
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    const row = this.rows.get(classId);
    return row ? [row] : [];
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map(({ image, classId, pixels }) => {
      const chosen = random.choose(PIXELS, pixels.length);
      return { image, classId, pixels: chosen.map((i) => pixels[i]!) };
    });
  }

  push({ groups, embeddings }: BankRows): void {
    let offset = 0;
    for (const { classId, pixels } of groups) {
      tf.tidy(() => {
        const mean = tf.mean<tf.Tensor2D>(embeddings.slice([offset, 0], [pixels.length, -1]), 0, true);
        const old = this.rows.get(classId);
        const mixed = old ? old.mul(this.momentum).add(mean.mul(1 - this.momentum)) : mean;
        const length = tf.norm(mixed).dataSync()[0]!;
        if (length > 1e-6 && length < Infinity) this.replace(classId, mixed.div<tf.Tensor2D>(length));
      });
      offset += pixels.length;
    }
  }

  saveState(): ComponentState {
    return { tensors: Object.fromEntries([...this.rows].map(([classId, row]) => [String(classId), row])) };
  }

  loadState({ tensors = {} }: ComponentState): void {
    this.dispose();
    for (const [classId, row] of Object.entries(tensors)) this.replace(Number(classId), row.clone() as tf.Tensor2D);
  }

  dispose(): void {
    tf.dispose([...this.rows.values()]);
    this.rows.clear();
  }

  private replace(classId: number, row: tf.Tensor2D): void {
    this.rows.get(classId)?.dispose();
    this.rows.set(classId, tf.keep(row));
  }
}

/** One row per class: the moving mean of its embeddings. */
export const MyPart = defineComponent('memory-bank', {
  name: 'my-part',
  description: 'The moving mean of the embeddings of each class.',
  options: MyPartOptions,
  component: MyPartBank,
});

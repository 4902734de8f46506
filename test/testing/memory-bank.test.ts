import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { BankContext, BankRows, MemoryBank, OpenBank, PixelGroup } from '../../src/core/interfaces/memory-bank.js';
import type { ComponentState } from '../../src/core/interfaces/stateful.js';
import type { RandomStream } from '../../src/core/random/random-stream.js';
import { testMemoryBank } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { plant } from '../helpers/planted-faults.js';

test.before(() => useEngine('cpu'));

/** The last six rows of each class, in numbers; tensors are made of them when they are asked for. */
class Right implements OpenBank {
  readonly capacity = 6;
  protected rows: number[][][];
  private cache = new Map<number, tf.Tensor2D>();

  constructor({ classCount }: BankContext) {
    this.rows = Array.from({ length: classCount }, () => []);
  }

  count(classId: number): number {
    return this.rows[classId]!.length;
  }

  blocks(classId: number): readonly tf.Tensor2D[] {
    if (this.count(classId) === 0) return [];
    let block = this.cache.get(classId);
    if (!block) {
      block = tf.keep(tf.tensor2d(this.rows[classId]!));
      this.cache.set(classId, block);
    }
    return [block];
  }

  choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return groups.map(({ image, classId, pixels }) => {
      const chosen = random.choose(4, pixels.length);
      return { image, classId, pixels: chosen.map((i) => pixels[i]!) };
    });
  }

  push({ groups, embeddings }: BankRows): void {
    const values = this.valuesOf(embeddings);
    let at = 0;
    for (const { classId, pixels } of groups) {
      for (const row of values.slice(at, at + pixels.length)) this.write(classId, row);
      at += pixels.length;
    }
    this.forget();
  }

  saveState(): ComponentState {
    return { values: { rows: this.rows } };
  }

  loadState({ values }: ComponentState): void {
    this.rows = structuredClone(values!.rows) as number[][][];
    this.forget();
  }

  dispose(): void {
    this.forget();
  }

  protected valuesOf(embeddings: tf.Tensor2D): number[][] {
    return embeddings.arraySync();
  }

  protected write(classId: number, row: number[]): void {
    if (!row.every(Number.isFinite)) return;
    const rows = this.rows[classId]!;
    rows.push(row);
    if (rows.length > this.capacity) rows.shift();
  }

  private forget(): void {
    tf.dispose([...this.cache.values()]);
    this.cache.clear();
  }
}

/** The same queue as a ring, whose pointer belongs to its state. */
class Ring extends Right {
  protected next = [0, 0, 0];
  protected override write(classId: number, row: number[]): void {
    if (!row.every(Number.isFinite)) return;
    this.rows[classId]![this.next[classId]!] = row;
    this.next[classId] = (this.next[classId]! + 1) % this.capacity;
  }
  override saveState(): ComponentState {
    return { values: { rows: this.rows, next: this.next } };
  }
  override loadState(state: ComponentState): void {
    super.loadState(state);
    this.next = [...(state.values!.next as number[])];
  }
}

class LosesPointer extends Ring {
  override saveState(): ComponentState {
    return { values: { rows: this.rows } };
  }
  override loadState({ values }: ComponentState): void {
    this.rows = structuredClone(values!.rows) as number[][][];
  }
}

class LosesRows extends Right {
  override saveState(): ComponentState {
    return {};
  }
  override loadState(): void {}
}

class WrongClass extends Right {
  protected override write(classId: number, row: number[]): void {
    super.write(classId === 2 ? 1 : classId, row);
  }
}

class OffByOne extends Right {
  override push({ groups, embeddings }: BankRows): void {
    tf.tidy(() => super.push({ groups, embeddings: tf.reverse(embeddings, 0) }));
  }
}

class Overflows extends Right {
  protected override write(classId: number, row: number[]): void {
    this.rows[classId]!.push(row.every(Number.isFinite) ? row : [1, 0, 0, 0, 0]);
  }
}

class KeepsTheOldest extends Right {
  protected override write(classId: number, row: number[]): void {
    if (this.count(classId) === this.capacity) this.rows[classId]!.pop();
    super.write(classId, row);
  }
}

class KeepsNaN extends Right {
  protected override write(classId: number, row: number[]): void {
    if (this.rows[classId]!.flat().every(Number.isFinite)) this.rows[classId] = [row];
  }
}

class Unwritten extends Right {
  constructor(context: BankContext) {
    super(context);
    const { classCount, dimension } = context;
    this.rows = Array.from({ length: classCount }, () => [Array<number>(dimension).fill(0)]);
  }
}

class TooLong extends Right {
  protected override write(classId: number, row: number[]): void {
    super.write(
      classId,
      row.map((value) => 1.5 * value),
    );
  }
}

class Miscounts extends Right {
  override count(classId: number): number {
    return Math.min(5, super.count(classId));
  }
}

class OtherPixels extends Right {
  override choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    return super.choose(groups, random).map((group) => ({ ...group, pixels: group.pixels.map((pixel) => pixel + 5) }));
  }
}

class TwicePixels extends Right {
  override choose(groups: readonly PixelGroup[]): PixelGroup[] {
    return groups.map((group) => ({ ...group, pixels: Int32Array.of(group.pixels[0]!, group.pixels[0]!) }));
  }
}

class MathRandom extends Right {
  override choose(groups: readonly PixelGroup[]): PixelGroup[] {
    return groups.map((g) => ({
      ...g,
      pixels: g.pixels.slice(Math.floor(Math.random() * g.pixels.length)).slice(0, 3),
    }));
  }
}

let pushes = 0;
class ModuleState extends Right {
  override choose(groups: readonly PixelGroup[]): PixelGroup[] {
    return groups.map((g) => ({ ...g, pixels: g.pixels.slice(0, 1 + (pushes++ % 5)) }));
  }
}

class MovedInChoose extends Ring {
  override choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    this.next = this.next.map((next) => (next + 1) % this.capacity);
    return super.choose(groups, random);
  }
}

class SortsGroups extends Right {
  override choose(groups: readonly PixelGroup[], random: RandomStream): PixelGroup[] {
    for (const { pixels } of groups) pixels.reverse();
    return super.choose(groups, random);
  }
}

class Leaks extends Right {
  protected override valuesOf(embeddings: tf.Tensor2D): number[][] {
    return tf.mul<tf.Tensor2D>(embeddings, 1).arraySync();
  }
}

class TakesOver extends Right {
  override push(rows: BankRows): void {
    super.push(rows);
    rows.embeddings.dispose();
  }
}

/** Hands out the same bank again and again. */
class Shared implements MemoryBank {
  private bank: OpenBank | undefined;
  allocate(context: BankContext): OpenBank {
    this.bank ??= new Right(context);
    return this.bank;
  }
}

function bankOf(Bank: new (context: BankContext) => OpenBank): () => MemoryBank {
  return () => ({ allocate: (context) => new Bank(context) });
}

plant<MemoryBank>(
  testMemoryBank,
  { 'a right bank that makes its tensors lazily': bankOf(Right), 'a ring': bankOf(Ring) },
  {
    'rows of the wrong class': [bankOf(WrongClass), /a row of class 1 is an embedding of class 2/],
    'rows in the wrong order': [bankOf(OffByOne), /a row of class \d is an embedding of class \d/],
    'a capacity that is exceeded': [bankOf(Overflows), /has \d+ rows, above its capacity of 6/],
    'rows that never make room': [
      bankOf(KeepsTheOldest),
      /class 0 still has 5 rows of 8 pushes ago; its capacity is 6/,
    ],
    'a row that is NaN': [bankOf(KeepsNaN), /a row of class \d is not finite: \[.*NaN/],
    'a row that was never written': [bankOf(Unwritten), /a row of class 0 is zero, as one that was never written/],
    'a row longer than 1': [bankOf(TooLong), /has length 1\.500, above 1/],
    'a wrong count': [bankOf(Miscounts), /has 6 rows in its blocks, but its count is 5/],
    'pixels of another class': [
      bankOf(OtherPixels),
      /choose chooses pixel \d+ for class \d in image \d, but that pixel/,
    ],
    'a pixel chosen twice': [bankOf(TwicePixels), /choose chooses pixel \d+ twice/],
    'Math.random': [bankOf(MathRandom), /^choose calls Math\.random/],
    'module state': [bankOf(ModuleState), /an equal bank that saw the same batches differs/],
    'state moved in choose': [
      bankOf(MovedInChoose),
      /^choose moves the state.*"next" is \[1,1,1\] instead of \[0,0,0\]/,
    ],
    'groups that are overwritten': [bankOf(SortsGroups), /choose overwrites the given groups/],
    'a pointer that is not saved': [
      bankOf(LosesPointer),
      /1 pushes after a checkpoint the bank differs from one without/,
    ],
    'rows that are not saved': [bankOf(LosesRows), /after loadState the bank differs.*is missing/],
    'a leaked tensor': [bankOf(Leaks), /every push leaves tensors behind/],
    'embeddings that are disposed': [bankOf(TakesOver), /push disposes the embeddings/],
    'rows in the component': [
      () => new Shared(),
      /^a push into one bank adds rows of class 0 to another one: keep them in what allocate returns/,
    ],
  },
);

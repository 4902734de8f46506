import type { PixelGroup } from '../../src/core/interfaces/memory-bank.js';
import type {
  AnchorCandidates,
  AnchorSampler,
  ExampleCandidates,
  ExamplePlan,
  ExampleSampler,
} from '../../src/core/interfaces/sampler.js';
import type { RandomStream } from '../../src/core/random/random-stream.js';
import { testAnchorSampler, testExampleSampler } from '../../src/testing/index.js';
import { plant } from '../helpers/planted-faults.js';

/** Five random pixels of each class and image. */
class Anchors implements AnchorSampler {
  sample(candidates: AnchorCandidates, random: RandomStream): PixelGroup[] {
    return this.order([...candidates.groups]).map((group) => ({
      ...group,
      pixels: this.pick(group, random, candidates),
    }));
  }

  protected order(groups: PixelGroup[]): PixelGroup[] {
    return groups.sort((a, b) => a.classId - b.classId || a.image - b.image);
  }

  protected pick({ pixels }: PixelGroup, random: RandomStream, _: AnchorCandidates): Int32Array {
    return random.choose(5, pixels.length).map((i) => pixels[i]!);
  }
}

type Pick = (group: PixelGroup, random: RandomStream, candidates: AnchorCandidates) => Int32Array;

function picking(pick: Pick): () => AnchorSampler {
  return () =>
    new (class extends Anchors {
      protected override pick(group: PixelGroup, random: RandomStream, candidates: AnchorCandidates): Int32Array {
        return pick(group, random, candidates);
      }
    })();
}

function ordering(order: (groups: PixelGroup[]) => PixelGroup[]): () => AnchorSampler {
  return () =>
    new (class extends Anchors {
      protected override order(groups: PixelGroup[]): PixelGroup[] {
        return order(groups);
      }
    })();
}

let calls = 0;

plant<AnchorSampler>(
  testAnchorSampler,
  {
    'a right anchor sampler': () => new Anchors(),
    'one that takes what is wrong': picking(({ classId, pixels }, _, { predictions, confidence }) =>
      pixels.filter((pixel) => predictions[pixel] !== classId && confidence()[pixel]! > 0.5),
    ),
  },
  {
    'anchors of another class': [
      picking(({ pixels }) => pixels.slice(0, 5).map((pixel) => pixel + 5)),
      /all classes: sample chooses pixel \d+ for class 0 in image 0, but that pixel is of class 1 in image 0/,
    ],
    'anchors that are not labelled': [
      picking(({ pixels }) => pixels.map((pixel) => pixel - (pixel % 7))),
      /but that pixel is not labelled/,
    ],
    'an anchor chosen twice': [
      picking(({ pixels }) => Int32Array.of(pixels[0]!, pixels[0]!)),
      /sample chooses pixel \d+ twice/,
    ],
    'classes in the order of images': [
      ordering((groups) => groups),
      /sample returns class 0 in image 1 after class 2 in image 0; the order is class, then image/,
    ],
    'images out of order': [
      ordering((groups) => groups.sort((a, b) => a.classId - b.classId || b.image - a.image)),
      /sample returns class 0 in image 0 after class 0 in image 1/,
    ],
    'a class that is not there': [
      ordering((groups) => groups.map((group) => ({ ...group, classId: 2 - group.classId })).reverse()),
      /sample returns a group of class 2 in image \d, where there is none|for class \d in image \d, but that pixel is of/,
    ],
    'Math.random in an anchor sampler': [
      picking(({ pixels }) => pixels.slice(Math.floor(Math.random() * pixels.length))),
      /^sample calls Math\.random/,
    ],
    'module state in an anchor sampler': [
      picking(({ pixels }) => pixels.slice(0, 1 + (calls++ % 11))),
      /all classes: (a second call|an equal sampler) chooses other pixels/,
    ],
    'predictions that are overwritten': [
      picking(({ pixels }, _, { predictions }) => {
        predictions.fill(0);
        return pixels.slice(0, 2);
      }),
      /sample overwrites its candidates/,
    ],
    'no anchor at all': [picking(() => new Int32Array(0)), /sample chooses 0 anchors/],
  },
);

/** The harder half of twice as many rows. */
class Examples implements ExampleSampler {
  readonly positives: number = 10;
  readonly negatives: number = 20;

  plan({ available, wanted }: ExampleCandidates): ExamplePlan {
    const draw = Math.min(available, 2 * wanted);
    return { draw, keep: Math.min(wanted, Math.ceil(draw / 2)) };
  }
}

function planning(plan: (candidates: ExampleCandidates) => ExamplePlan): () => ExampleSampler {
  return () => Object.assign(new Examples(), { plan });
}

plant<ExampleSampler>(
  testExampleSampler,
  {
    'a right example sampler': () => new Examples(),
    'one that takes every row': () =>
      Object.assign(new Examples(), {
        positives: Infinity,
        negatives: Infinity,
        plan: ({ available }: ExampleCandidates) => ({ draw: available, keep: available }),
      }),
  },
  {
    'more drawn than there is': [
      planning(({ wanted }) => ({ draw: wanted, keep: wanted })),
      /5 of 1 positives: plan says draw 5 and keep 5; possible is 1 <= keep <= draw <= 1/,
    ],
    'nothing kept': [
      planning(({ available, wanted }) => ({ draw: available, keep: Math.min(wanted, Math.floor(available / 2)) })),
      /1 of 1 positives: plan says draw 1 and keep 0; possible/,
    ],
    'more kept than drawn': [
      planning(({ available, wanted }) => ({ draw: 1, keep: Math.min(available, wanted) })),
      /plan says draw 1 and keep 2; possible is/,
    ],
    'half a row': [
      planning(({ available }) => ({ draw: available, keep: available / 2 })),
      /keep 0\.5, which are not whole/,
    ],
    'more kept than its limit': [
      planning(({ available }) => ({ draw: available, keep: available })),
      /plan says draw 64 and keep 64, more than its own limit of 10/,
    ],
    'a limit of 0': [
      () => Object.assign(new Examples(), { negatives: 0 }),
      /^negatives is 0; it is a whole number from 1/,
    ],
    'Math.random in an example sampler': [
      planning(({ available }) => ({ draw: Math.ceil(Math.random() * available), keep: 1 })),
      /^plan calls Math\.random/,
    ],
    'module state in an example sampler': [
      planning(({ available }) => ({ draw: 1 + (calls++ % available), keep: 1 })),
      /plan says draw \d+ and keep 1, and draw \d+ and keep 1 when asked again/,
    ],
  },
);

import test from 'ava';
import fc from 'fast-check';
import { labelGrid } from '../../../../src/plugins/pixel-contrast/pixels/label-grid.js';

const CLASSES = 4;

test('groups hold every labelled cell once, in the order image, class, cell; pure cells first where asked', (t) => {
  const cases = fc.record({
    size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    h: fc.integer({ min: 1, max: 5 }),
    w: fc.integer({ min: 1, max: 5 }),
    ignoreIndex: fc.constantFrom(-1, 0, 2, 255),
    pure: fc.boolean(),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ size, h, w, ignoreIndex, pure, seed }) => {
      const [batch, height, width] = size;
      const values = Int32Array.from({ length: batch * height * width }, (_, i) => {
        const hash = Math.imul(i + seed, 2654435761) >>> 20;
        // Long runs of one label, so that there are pure cells.
        return hash % 7 === 0 ? ignoreIndex : (hash >> 6) % CLASSES;
      });
      const labelAt = (image: number, y: number, x: number): number => values[(image * height + y) * width + x]!;
      const { labels, groups } = labelGrid({ values, shape: size, ignoreIndex, classCount: CLASSES }, [h, w], pure);
      const expected: unknown[] = [];
      for (let image = 0; image < batch; image++) {
        for (let classId = 0; classId < CLASSES; classId++) {
          if (classId === ignoreIndex) continue;
          const clean: number[] = [];
          const mixed: number[] = [];
          for (let i = 0; i < h; i++) {
            for (let j = 0; j < w; j++) {
              const cell = (image * h + i) * w + j;
              const centre = labelAt(image, Math.floor(((i + 0.5) * height) / h), Math.floor(((j + 0.5) * width) / w));
              if (labels[cell] !== centre) return false;
              if (centre !== classId) continue;
              // A label pixel [y, y + 1) x [x, x + 1) is touched where it overlaps the cell.
              let one = true;
              for (let y = 0; y < height; y++) {
                for (let x = 0; x < width; x++) {
                  const inside =
                    (y + 1) * h > i * height &&
                    y * h < (i + 1) * height &&
                    (x + 1) * w > j * width &&
                    x * w < (j + 1) * width;
                  if (inside && labelAt(image, y, x) !== classId) one = false;
                }
              }
              (one || !pure ? clean : mixed).push(cell);
            }
          }
          if (clean.length + mixed.length > 0) {
            expected.push([image, classId, [...clean, ...mixed], pure ? clean.length : undefined]);
          }
        }
      }
      const found = groups.map(({ image, classId, pixels, preferred }) => [image, classId, [...pixels], preferred]);
      t.deepEqual(found, expected);
      return true;
    }),
    { seed: 3, numRuns: 400 },
  );
});

test('the ignore index is what the data set says: 255 may be a class, and any class may be ignored', (t) => {
  const maps = { values: Int32Array.of(0, 1, 255, 1), shape: [1, 1, 4] as const };
  const classes = (ignoreIndex: number) =>
    labelGrid({ ...maps, ignoreIndex, classCount: 256 }, [1, 4]).groups.map(({ classId, preferred }) => {
      t.is(preferred, undefined, 'pure cells come first only where asked');
      return classId;
    });
  t.deepEqual(classes(255), [0, 1]);
  t.deepEqual(classes(-1), [0, 1, 255]);
  t.deepEqual(classes(1), [0, 255]);
  t.deepEqual(classes(0), [1, 255]);
});

import test from 'ava';
import fc from 'fast-check';
import { floatValues } from '../../../src/core/weights/float-values.js';

const shape = [0];

test('half precision is read by IEEE 754: zeros, subnormals, the largest number, infinity', (t) => {
  const halves: [bits: number, value: number][] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ];
  const data = Uint16Array.from(halves, ([bits]) => bits);
  t.deepEqual(
    [...floatValues({ dtype: 'F16', shape, data })!],
    halves.map(([, value]) => value),
  );
});

test('a bfloat16 is a float32 without its lower half', (t) => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const bits = new Uint32Array(Float32Array.of(value).buffer)[0]! & 0xffff0000;
      const expected = new Float32Array(Uint32Array.of(bits).buffer)[0]!;
      const found = floatValues({ dtype: 'BF16', shape, data: Uint16Array.of(bits >>> 16) })!;
      return Object.is(found[0], expected);
    }),
    { seed: 1 },
  );
  t.pass();
});

test('double precision is rounded, and whole numbers are no weights', (t) => {
  t.deepEqual([...floatValues({ dtype: 'F64', shape, data: Float64Array.of(0.1) })!], [Math.fround(0.1)]);
  t.is(floatValues({ dtype: 'I64', shape, data: BigInt64Array.of(1n) }), undefined);
});

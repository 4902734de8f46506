import test from 'ava';
import fc from 'fast-check';
import { expandHostList } from '../../../../src/core/distributed/environments/host-list.js';

test("Slurm's lists are written out in their order, with leading zeros", (t) => {
  t.deepEqual(expandHostList('n1'), ['n1']);
  t.deepEqual(expandHostList('n[08-11,3],login-2.site'), ['n08', 'n09', 'n10', 'n11', 'n3', 'login-2.site']);
  t.deepEqual(expandHostList('r[1-2]n[01-02]x'), ['r1n01x', 'r1n02x', 'r2n01x', 'r2n02x']);
});

test('what is no such list is told', (t) => {
  for (const text of [
    '',
    'a,',
    ',a',
    'n[1',
    'n1]',
    'n[]',
    'n[3-1]',
    'n[a]',
    'n[1-2-3]',
    'a b',
    'n[1-999999999]',
    'n[1-900][1-900]',
  ]) {
    t.is(expandHostList(text), undefined, text);
  }
});

test('whatever hosts are folded into ranges come out again', (t) => {
  const group = fc.record({
    prefix: fc.stringMatching(/^[a-z]{1,5}-?$/),
    width: fc.integer({ min: 1, max: 4 }),
    ranges: fc.array(fc.tuple(fc.nat(9), fc.nat(5)), { minLength: 1, maxLength: 4 }),
    suffix: fc.constantFrom('', 'x', '.local'),
  });
  const pad = (n: number, width: number) => String(n).padStart(width, '0');
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), (groups) => {
      const folded = groups.map(({ prefix, width, ranges, suffix }) => {
        const parts = ranges.map(([from, more]) => `${pad(from, width)}${more ? `-${pad(from + more, width)}` : ''}`);
        return `${prefix}[${parts.join(',')}]${suffix}`;
      });
      const written = groups.flatMap(({ prefix, width, ranges, suffix }) =>
        ranges.flatMap(([from, more]) =>
          Array.from({ length: more + 1 }, (_, i) => `${prefix}${pad(from + i, width)}${suffix}`),
        ),
      );
      t.deepEqual(expandHostList(folded.join(',')), written);
    }),
    { seed: 14 },
  );
});

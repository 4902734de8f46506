import test from 'ava';
import fc from 'fast-check';
import { visible } from '../../../src/cli/guard-output.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { printable } from '../../../src/core/errors/printable.js';
import { show } from '../../../src/core/errors/show.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come out
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('no terminal obeys a problem, whatever the file said', (t) => {
  const text = fc.string({ unit: 'binary' }).map((s) => `${s}\u001b[2J\u009b31m\u202e\r`);
  const problem = fc.record({ file: text, path: text, message: text, hint: text });
  fc.assert(
    fc.property(problem, (parts) => !OBEYED.test(new ContrasegError({ code: 'CONTRASEG_X', ...parts }).message)),
    { seed: 1 },
  );
  t.is(printable('a\u001b[2Jb\n\tä🙂'), 'a\\u001b[2Jb\n\tä🙂');
});

test('of escapes, colours alone reach the output', (t) => {
  t.is(
    visible('\u001b[1mval\u001b[22m \u001b[2J\u001b]0;title\u0007'),
    '\u001b[1mval\u001b[22m \\u001b[2J\\u001b]0;title\\u0007',
  );
});

test('a value is shown like JSON, and never at length', (t) => {
  const plain = { type: 'x', list: [1, null, true] };
  t.is(show(plain), JSON.stringify(plain));
  t.is(show(undefined), 'nothing');
  t.is(show([Number.NaN, 1n, Symbol('s'), () => 1]), '[NaN,the BigInt 1,a symbol,a function]');
  t.is(show(Array.from({ length: 100 }, (_, i) => i)), '[0,1,2,3,4,5,… 94 more]');
  t.is(show({ a: { b: { c: 1 } } }), '{"a":{"b":{…}}}');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => show(value).length < 60 * 6 * 6 * 8),
    { seed: 1 },
  );
});

import test from 'ava';
import { publicNames } from './helpers/public-names.js';

const entries = publicNames();

for (const [entry, names] of entries) {
  test(`what ${entry} exports is what was chosen`, async (t) => {
    const values = (await import(entry)) as object;
    t.snapshot(names.map(({ name }) => (name in values ? name : `type ${name}`)).join('\n'));
  });

  test(`whatever a signature of ${entry} mentions can be imported`, (t) => {
    const both = [...names, ...entries.get('contraseg/plugin')!];
    const importable = new Set(both.flatMap(({ symbol, members }) => [symbol, ...members]));
    const missing = names.flatMap(({ name, mentions }) =>
      [...mentions].filter((symbol) => !importable.has(symbol)).map((symbol) => `${name}: ${symbol.name}`),
    );
    t.deepEqual(missing, []);
  });
}

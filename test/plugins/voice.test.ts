import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { configJsonSchema, readPlugins } from 'contraseg';

/** A sentence as every other here: it begins with a capital or a digit and ends with a full stop. */
const SENTENCE = /^[A-Z0-9].*\.$/s;

/** Every description in a JSON schema, with its place. */
function descriptions(schema: unknown, path = ''): [path: string, text: string][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]): [string, string][] =>
    key === 'description' && typeof value === 'string' ? [[path, value]] : descriptions(value, `${path}/${key}`),
  );
}

test('components and their options are described in one voice', async (t) => {
  const { registry } = await readPlugins({ config: { plugins: ['contraseg/pixel-contrast'] } });
  const found = descriptions(configJsonSchema(registry));
  t.true(found.length > 150, `${found.length} descriptions`);
  t.deepEqual(
    found.filter(([, text]) => !SENTENCE.test(text)),
    [],
  );
});

test('and so are the docstrings of components', (t) => {
  const names = readdirSync('src/plugins', { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => join('src/plugins', name));
  const docstrings = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\nexport const \w+ = defineComponent\(/gs)].map(
      ([, text]) => [file, text!.replace(/^ *\* ?/gm, '').trim()] as const,
    ),
  );
  t.true(docstrings.length > 30, `${docstrings.length} docstrings`);
  t.deepEqual(
    docstrings.filter(([, text]) => !SENTENCE.test(text.split(/\n@|\n\n/)[0]!)),
    [],
  );
});

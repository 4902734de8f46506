import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';

for (const page of ['architecture', 'method']) {
  test(`every file that docs/${page}.md names is there`, (t) => {
    const named = [...readFileSync(`docs/${page}.md`, 'utf8').matchAll(/`((?:src|test)\/[^`\s]+\.ts)`/g)];
    t.true(named.length > 0);
    t.deepEqual(
      named.map(([, path]) => path!).filter((path) => !existsSync(path)),
      [],
    );
  });
}

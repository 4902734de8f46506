import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';

const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => join('docs', name))].filter(
  (name) => name.endsWith('.md'),
);

/** In fenced and indented blocks, and as code within a sentence. */
const COMMANDS = /(?:^ {4}(?:npx )?|^npx |`(?:npx )?)contraseg ([a-z][^#`\n]*)/gm;

/** What a command line says that no command knows. */
function unknownParts(line: string): string[] {
  const words = line.trim().split(/\s+/);
  let command: Command = createProgram();
  while (command.commands.length > 0 && words.length > 0) {
    const name = words.shift()!;
    const child = command.commands.find((each) => each.name() === name);
    if (!child) return [name];
    command = child;
  }
  const known = command.options.map(({ long }) => long);
  return words.filter((word) => word.startsWith('--') && !known.includes(word) && word !== '--help');
}

for (const page of PAGES) {
  const text = readFileSync(page, 'utf8');

  test(`every command in ${page} is one, with its options`, (t) => {
    const lines = [...text.replaceAll('\\\n', ' ').matchAll(COMMANDS)].map(([, line]) => line!);
    if (page === 'README.md') t.true(lines.length > 8);
    const wrong = lines.flatMap((line) =>
      unknownParts(line.split(/ (?:&&|\||>) /)[0]!).map((part) => `${line}: ${part}`),
    );
    t.deepEqual(wrong, []);
  });

  test(`every link and picture in ${page} leads to a file`, (t) => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target!);
    const files = links.filter((target) => !/^\w+:/.test(target));
    t.deepEqual(
      files.filter((file) => !existsSync(join(dirname(page), file))),
      [],
    );
  });
}

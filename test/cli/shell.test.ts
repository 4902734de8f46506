import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import YAML from 'yaml';
import { completionScript } from '../../src/cli/actions/completion.js';
import { createProgram } from '../../src/cli/program.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { contraseg } from '../helpers/contraseg.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** What bash would offer for a line. */
function offered(...words: readonly string[]): string[] {
  const script = completionScript(createProgram(), 'bash');
  const line = ['contraseg', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _contraseg; echo "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .filter(Boolean);
}

test('bash completes commands, commands in commands, and options', (t) => {
  t.deepEqual(offered('pre'), ['predict']);
  t.deepEqual(offered('data', 'c'), ['check', 'convert']);
  t.deepEqual(offered('data', 'convert', '--near'), ['--nearest-color']);
  t.deepEqual(offered('train', '--dry'), ['--dry-run']);
  t.deepEqual(offered('train', 'my'), [], 'files are left to the shell');
});

test('fish gets a line for every word', (t) => {
  const script = completionScript(createProgram(), 'fish');
  t.regex(script, /complete -c contraseg -n '__fish_use_subcommand' -f -a predict/);
  t.regex(script, /seen_subcommand_from data; and __fish_seen_subcommand_from check' -l all/);
});

test.serial('help for what is no command is an error that suggests one', async (t) => {
  const folder = temporaryFolder(t);
  const wrong = await contraseg(folder, 'help', 'predikt');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /unknown command 'predikt'\n\(Did you mean predict\?\)/);
  const right = await contraseg(folder, 'help', 'data', 'check');
  t.is(right.code, 0);
  t.regex(right.stdout, /Usage: contraseg data check/);
});

test.serial('--json prints one object, of errors too, and --quiet nothing', async (t) => {
  const config = YAML.stringify({ ...TINY_CONFIG, engine: 'wasm' });
  const folder = temporaryFolder(t, { 'tiny.yaml': config, 'wrong.yaml': config.replace('shapes', 'shapez') });
  const trained = await contraseg(folder, 'train', 'tiny.yaml', '--json');
  t.is(trained.code, 0, trained.stderr);
  const { directory, evaluation } = JSON.parse(trained.stdout) as {
    directory: string;
    evaluation: { summary: object };
  };
  t.true(directory.endsWith(join('runs', 'tiny')), directory);
  t.true('mIoU' in evaluation.summary);
  const failed = await contraseg(folder, 'train', 'wrong.yaml', '--json');
  t.is(failed.code, 2);
  t.is(
    (JSON.parse(failed.stdout) as { problems: { code: string }[] }).problems[0]!.code,
    'CONTRASEG_UNKNOWN_COMPONENT',
  );
  const quiet = await contraseg(folder, 'train', 'tiny.yaml', '--force', '--quiet');
  t.deepEqual([quiet.code, quiet.stdout], [0, '']);
  const exported = JSON.parse((await contraseg(folder, 'export', 'runs/tiny', '--json')).stdout) as { out: string };
  t.is(exported.out, join('runs/tiny', 'model'));
});

test.serial('plugins lists what ships and is not loaded, with the line that loads it', async (t) => {
  const folder = temporaryFolder(t, { 'a.yaml': 'plugins: [contraseg/pixel-contrast]' });
  const { stdout } = await contraseg(folder, 'plugins');
  t.regex(
    stdout,
    /not loaded; a configuration loads it with the line {2}plugins: \[contraseg\/pixel-contrast\]\n.*\n.*loss +pixel-contrast/,
  );
  t.notRegex((await contraseg(folder, 'plugins', 'a.yaml')).stdout, /not loaded/);
});

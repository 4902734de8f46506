import test from 'ava';
import type { ContrasegError } from '../../../src/core/errors/index.js';
import { problemsOf, TINY_CONFIG } from '../../helpers/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

interface Attack {
  /** Parts of a configuration object. */
  readonly config?: Record<string, unknown>;
  readonly yaml?: string;
  readonly json?: string;
  readonly set?: string[];
  /** Code and path of the first problem; … stands for the rest. */
  readonly problem: string;
  readonly message?: RegExp;
}

function nested(depth: number): object {
  let value: object = {};
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

const cycle: unknown[] = [{ type: 'early-stop' }];
cycle.push({ inside: cycle });

const throws = {
  get seed(): number {
    throw new Error('no seed today');
  },
};

const NO_DATA = 'CONTRASEG_NOT_PLAIN_DATA';
const SYNTAX = 'CONTRASEG_CONFIG_SYNTAX undefined';
const laughs = Array.from({ length: 12 }, (_, i) => `b${i + 1}: &b${i + 1} [${`*b${i},`.repeat(9)}]`).join('\n');

const attacks: Record<string, Attack> = {
  'a cycle of YAML aliases': { yaml: 'hooks: &a [*a]', problem: `${NO_DATA} hooks[0]`, message: /same as hooks/ },
  'a cycle of objects': { config: { hooks: cycle }, problem: `${NO_DATA} hooks[1].inside` },
  'a BigInt': { config: { threads: 2n }, problem: `${NO_DATA} threads`, message: /BigInt 2;/ },
  'a function': { config: { schedule: () => 1 }, problem: `${NO_DATA} schedule`, message: /found a function/ },
  'a symbol': { config: { engine: Symbol('wasm') }, problem: `${NO_DATA} engine`, message: /found a symbol/ },
  'a date': { config: { trainer: { seed: new Date(0) } }, problem: `${NO_DATA} trainer.seed`, message: /class Date/ },
  'a getter that throws': { config: { trainer: throws }, problem: `${NO_DATA} trainer.seed`, message: /no seed today/ },
  'a proxy that throws': {
    config: { model: new Proxy({}, { ownKeys: () => [].at(0)! }) },
    problem: `${NO_DATA} model`,
  },
  'a list of four billion holes': { config: { hooks: new Array(2 ** 32 - 1) }, problem: `${NO_DATA} hooks` },
  'a list of 30,000': { config: { hooks: new Array(30_000).fill(1) }, problem: `${NO_DATA} hooks`, message: /20,000/ },
  'objects 100,000 deep': { config: { model: nested(100_000) }, problem: `${NO_DATA} model${'.a'.repeat(63)}` },
  'YAML lists 100,000 deep': { yaml: `hooks: ${'['.repeat(100_000)}`, problem: SYNTAX, message: /nested deeper/ },
  'YAML maps 100,000 deep': { yaml: 'a: {'.repeat(100_000).slice(0, 130_000), problem: SYNTAX, message: /deeper/ },
  'YAML dashes 60,000 deep': { yaml: '- '.repeat(60_000), problem: SYNTAX, message: /nested deeper/ },
  'JSON 60,000 deep': { json: `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, problem: SYNTAX, message: /deeper/ },
  'a --set value 60,000 deep': {
    set: [`hooks=${'['.repeat(60_000)}`],
    problem: 'CONTRASEG_INVALID_OVERRIDE --set hooks=[…',
  },
  'a --set path 100,000 deep': {
    set: [`${'a.'.repeat(100_000)}a=1`],
    problem: 'CONTRASEG_INVALID_OVERRIDE --set a.a.…',
  },
  '5,000 aliases': {
    yaml: Array.from({ length: 5000 }, (_, i) => `- &a${i} 1\n- *a${i}`).join('\n'),
    problem: SYNTAX,
    message: /aliases/,
  },
  'a billion laughs': { yaml: `b0: &b0 [x]\n${laughs}`, problem: SYNTAX, message: /aliases .* too many/ },
  '10,000 keys': { yaml: Array.from({ length: 10_000 }, (_, i) => `key${i}: 1`).join('\n'), problem: 'CONTRASEG_…' },
  'a --set index far beyond the list': {
    set: ['losses[99999999].x=1'],
    problem: 'CONTRASEG_INVALID_OVERRIDE losses[99999999]',
    message: /losses has 1 item/,
  },
  'a --set index into nothing': {
    set: ['transforms[10000000]=1'],
    problem: 'CONTRASEG_INVALID_OVERRIDE transforms[10000000]',
    message: /transforms is empty or absent/,
  },
  '__proto__ in YAML': { yaml: 'trainer: { __proto__: { polluted: 1 } }', problem: `${NO_DATA} trainer.__proto__` },
  '__proto__ in JSON': { json: '{"__proto__": {"polluted": 1}}', problem: `${NO_DATA} __proto__` },
  '__proto__ in --set': { set: ['__proto__.polluted=1'], problem: `${NO_DATA} __proto__.polluted` },
  '__proto__ inside a --set path': {
    set: ['trainer.__proto__.polluted=1'],
    problem: `${NO_DATA} trainer.__proto__.polluted`,
  },
  'constructor in --set': {
    set: ['constructor.prototype.polluted=1'],
    problem: 'CONTRASEG_UNKNOWN_OPTION constructor',
  },
  'prototype in YAML': { yaml: 'trainer: { prototype: { polluted: 1 } }', problem: 'CONTRASEG_…' },
  'a key that reads as a path': { config: { 'a].b[': 1 }, problem: 'CONTRASEG_UNKNOWN_OPTION ["a].b["]' },
  'an empty key': {
    config: { trainer: { ...TINY_CONFIG.trainer, '': 1 } },
    problem: 'CONTRASEG_UNKNOWN_OPTION trainer[""]',
  },
};

for (const [title, { config, yaml, json, set, problem, message }] of Object.entries(attacks)) {
  test.serial(`${title}: one clear error, at once`, async (t) => {
    const folder = temporaryFolder(t, { 'a.yaml': yaml ?? '', 'a.json': json ?? '' });
    const file = yaml !== undefined ? 'a.yaml' : json !== undefined ? 'a.json' : undefined;
    const start = process.cpuUsage();
    const error: ContrasegError = await problemsOf({
      config: file ?? { ...TINY_CONFIG, ...config },
      set,
      workingDirectory: folder,
    });
    const { user, system } = process.cpuUsage(start);
    t.true(user + system < 2e6, `took ${user + system} µs`);
    const [first] = error.problems;
    const found = `${first!.code} ${first!.path}`;
    t.is(problem.endsWith('…') ? `${found.slice(0, problem.length - 1)}…` : found, problem);
    if (message) t.regex(first!.message, message);
    t.true(error.message.length < 20_000);
    t.is(Reflect.get({}, 'polluted'), undefined);
  });
}

test('what is shared is not a cycle, and comes out as copies', async (t) => {
  const folder = temporaryFolder(t, { 'a.yaml': 'a: &a { type: cross-entropy }\nlosses: [*a, *a]' });
  const error = await problemsOf({ config: 'a.yaml', workingDirectory: folder });
  t.false(error.problems.some(({ code }) => code === NO_DATA));
});

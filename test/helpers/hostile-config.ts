import YAML from 'yaml';
import { TINY_CONFIG, TINY_CONTRAST_CONFIG } from './config.js';

/** One attack on the loader: a configuration object or the text of a file, and overrides. */
export interface HostileConfig {
  readonly config?: object;
  readonly yaml?: string;
  readonly set?: string[];
}

/** Uniform in [0, 1). */
export type Random = () => number;

type Container = Record<string, unknown> | unknown[];

const WORDS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'type', 'extends', 'plugins'],
  ...['', ' ', '.', '..', '[', ']', '[0]', 'a.b', 'a[0]', '"', '#', '?', '%', '%2e', '<<', '*', '&a', '!!js/function'],
  ...['\u0000', '\u001b[2J', '\u009b31m', '\u202e', '\ud800', '\ufeff', '🙂', 'ä', 'null', 'NaN', '-1', '1e999'],
  ...['../..', '/dev/zero', 'node:fs', 'data:text/javascript,0', 'file:///nowhere', 'http://0.0.0.0/', 'learningRat'],
];

const NUMBERS = [0, -0, -1, 0.5, 1e-320, 1e308, -1e308, 2 ** 31, 2 ** 53 + 2, Number.NaN, Infinity, -Infinity];

/**
 * A configuration that trains, damaged in one to four places: values of wrong types, cycles, nesting without end, keys of
 * prototypes, traps and overrides that reach nowhere. Some are still valid. The same draws give the same attack.
 */
export function hostileConfig(random: Random): HostileConfig {
  const form = random();
  const set = random() < 0.3 ? repeat(random, 2, () => override(random)) : undefined;
  if (form < 0.3) return { yaml: hostileText(random), set };
  const config = structuredClone(pick(random, [TINY_CONFIG, TINY_CONTRAST_CONFIG])) as Record<string, unknown>;
  repeat(random, 4, () => damage(random, config));
  return { config, set };
}

/** Changes one value somewhere inside, or adds one. */
function damage(random: Random, root: Container): void {
  const places = containersIn(root);
  const place = pick(random, places);
  const keys = Object.keys(place);
  const key = keys.length > 0 && random() < 0.7 ? pick(random, keys) : pick(random, WORDS);
  const draw = random();
  if (draw < 0.1) Reflect.deleteProperty(place, key);
  else if (draw < 0.3)
    Object.defineProperty(
      place,
      misspelt(random, key),
      plainProperty(Object.getOwnPropertyDescriptor(place, key)?.value),
    );
  else if (draw < 0.33) Object.defineProperty(place, key, plainProperty(pick(random, places)));
  else if (draw < 0.35) Object.defineProperty(place, key, { get: fail, enumerable: true, configurable: true });
  else Object.defineProperty(place, key, plainProperty(hostileValue(random)));
}

function plainProperty(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}

/** Every object and list inside, each once; what traps hold is left out. */
function containersIn(root: Container): Container[] {
  const found = new Set<Container>([root]);
  for (const container of found) {
    if (found.size > 1000) break;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(container))) {
      const inside = typeof value === 'object' && value !== null && !hidden.has(value as object);
      if (inside) found.add(value as Container);
    }
  }
  return [...found];
}

/** What a walk over the configuration would fall into. */
const hidden = new WeakSet<object>();

function hide<T extends object>(value: T): T {
  hidden.add(value);
  return value;
}

/** Mostly data, so that what comes after the first check is tried as well. */
function hostileValue(random: Random): unknown {
  return random() < 0.85 ? wrongData(random) : noData(random);
}

function wrongData(random: Random): unknown {
  const values: (() => unknown)[] = [
    () => pick(random, WORDS),
    () => pick(random, NUMBERS),
    () => pick(random, [null, undefined, true, false, [], {}, [[]], [null], [undefined]]),
    () => pick(random, WORDS).repeat(1 + Math.floor(random() * 1000)),
    () => ({ type: pick(random, WORDS) }),
    () => ({ type: { type: pick(random, WORDS) } }),
    () => Object.fromEntries(repeat(random, 5, () => [pick(random, WORDS), pick(random, NUMBERS)])),
    () => Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`key${i}`, i])),
  ];
  return pick(random, values)();
}

function noData(random: Random): unknown {
  const values: (() => unknown)[] = [
    () => JSON.parse(`{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } } }`),
    () => 10n ** 30n,
    () => Symbol('hostile'),
    () => fail,
    () => hide(new Date(0)),
    () => hide(new Map([[{}, 1]])),
    () => hide(/x/),
    () => hide(new Float32Array(3)),
    () => hide(Promise.resolve({})),
    () => hide(nested(100_000, random() < 0.5)),
    () => hide(new Array(2 ** 32 - 1)),
    () => hide(new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail })),
    () => hide(endless()),
    () => revoked(),
  ];
  return pick(random, values)();
}

function nested(depth: number, asList: boolean): object {
  let value: object = {};
  for (let i = 0; i < depth; i++) value = asList ? [value] : { a: value };
  return value;
}

/** An object that has another one inside, however deep one looks. */
function endless(): object {
  return new Proxy(
    {},
    {
      ownKeys: () => ['a', 'b'],
      getOwnPropertyDescriptor: () => ({ value: endless(), enumerable: true, configurable: true }),
      get: (_, key) => (typeof key === 'string' ? endless() : undefined),
    },
  );
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return hide(proxy);
}

function fail(): never {
  throw new Error('a trap');
}

/** The text of a valid file with lines that were added, cut, doubled or scrambled; or one of the known attacks. */
function hostileText(random: Random): string {
  if (random() < 0.3) return pick(random, TEXTS)();
  const lines = YAML.stringify(pick(random, [TINY_CONFIG, TINY_CONTRAST_CONFIG])).split('\n');
  repeat(random, 4, () => {
    const at = Math.floor(random() * lines.length);
    const line = lines[at] ?? '';
    const [indent] = /^\s*/.exec(line)!;
    const changes: (() => void)[] = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(at, 0, `${indent}${pick(random, WORDS)}: ${pick(random, WORDS)}`),
      () => lines.splice(at, 1, `${line}${pick(random, WORDS)}`),
      () => lines.splice(at, 1, line.replace(/:.*/, `: ${pick(random, [...NUMBERS, ...WORDS])}`)),
      () => lines.splice(at, 1, line.replace(/:.*/, ': &a { x: *a }')),
      () => lines.splice(at, 1, line.replace(/:.*/, `: ${pick(random, TAGGED)}`)),
      () => lines.splice(at, 1, ` ${line}`),
    ];
    pick(random, changes)();
  });
  return lines.join('\n');
}

const TAGGED = [
  '!!binary aGk=',
  '!!set {a, b}',
  '!!timestamp 2001-01-01',
  '!unknown 3',
  '!!js/function f',
  '*gone',
  '{',
];

const TEXTS: (() => string)[] = [
  () => '',
  () => '\ufeff',
  () => 'hooks: &a [*a]',
  () => 'a: &a { <<: *a }',
  () => `losses: ${'['.repeat(100_000)}`,
  () => `losses: ${'{a: '.repeat(100_000)}`,
  () => '- '.repeat(100_000),
  () => '? '.repeat(100_000),
  () =>
    `a: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n')}`,
  () => Array.from({ length: 20_000 }, (_, i) => `key${i}: 1`).join('\n'),
  () => Array.from({ length: 20_000 }, (_, i) => `- &a${i} 1\n- *a${i}`).join('\n'),
  () => '---\na: 1\n---\nb: 2',
  () => '%YAML 1.1\n---\ntrainer: { seed: 2001-01-01 }\nhooks: !!omap [a: 1]',
  () => 'a: ]\n'.repeat(30_000),
  () => `"${'\\u0000'.repeat(30_000)}": 1`,
  () => '\u0000\u0001\u0002',
];

const PATHS = [
  ...['trainer.seed', 'trainer.iterations', 'losses[0].weight', 'losses.0.type', 'optimizer.learningRate', 'data.size'],
  ...[
    'optimizer.learningRate.backbone',
    'model.normalization.std[0]',
    'hooks.0.type',
    'transforms[0]',
    'data.images.x',
  ],
];

function override(random: Random): string {
  const keys = [
    'trainer',
    'losses',
    'transforms',
    'model',
    'hooks',
    'plugins',
    'extends',
    'backbone',
    'type',
    ...WORDS,
  ];
  const steps = ['[0]', '[1]', '.0', '.1', '[99999999]', '.99999999', '[-1]', '[1e9]', '[', ']', '.', '..'];
  const parts = repeat(random, 4, () => (random() < 0.5 ? `.${pick(random, keys)}` : pick(random, steps)));
  if (random() < 0.5) return `${pick(random, PATHS)}=${pick(random, [...NUMBERS.map(String), ...WORDS, ...TAGGED])}`;
  const path = random() < 0.05 ? 'a.'.repeat(100_000) : pick(random, keys) + parts.join('');
  const values = [...NUMBERS.map(String), ...WORDS, ...TAGGED, '[1, {a: 2}]', '&a [*a]', '['.repeat(100_000), 'null'];
  return random() < 0.05 ? path : `${path}=${pick(random, values)}`;
}

function misspelt(random: Random, key: string): string {
  const at = Math.floor(random() * (key.length + 1));
  return `${key.slice(0, at)}${pick(random, ['x', '', '-', '_', 'é'])}${key.slice(at + Math.round(random()))}`;
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

/** One to `most` results. */
function repeat<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: 1 + Math.floor(random() * most) }, make);
}

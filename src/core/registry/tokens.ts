import type { ClassInfo } from '../interfaces/dataset.js';
import type { RandomStreams } from '../random/random-streams.js';

declare const value: unique symbol;

/** Names something that a run gives to the constructors of components which list it under `inject`. */
export type Token<T> = symbol & { readonly [value]: T };

/** What the constructor receives for a list of tokens, in its order. */
export type Injected<T extends readonly Token<unknown>[]> = {
  -readonly [I in keyof T]: T[I] extends Token<infer V> ? V : never;
};

// Registered symbols: two copies of this module, of one file loaded twice, still agree.
const token = <T>(name: string): Token<T> => Symbol.for(`contraseg.${name}`) as Token<T>;

/** The component's own validated options, with its collaborators built: the first parameter of every constructor. */
export const OPTIONS = token<unknown>('options');

/** The run's named random streams, scoped by the place of the component in the config. */
export const RANDOM = token<RandomStreams>('random');

/** The data set's classes, in label order. Not available to data sets and transforms. */
export const CLASSES = token<readonly ClassInfo[]>('classes');

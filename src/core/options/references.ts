import { z } from 'zod';
import type { ComponentOf, ComponentSpec, Kind } from '../interfaces/component-types.js';
import { IMAGENET } from '../weights/published.js';

/** A component named in options, not yet looked up; the registry replaces it by the built component. */
export class ComponentReference<K extends Kind = Kind> {
  constructor(
    readonly kind: K,
    readonly spec: unknown,
  ) {}
}

/** A path in options; becomes absolute, relative to the file that wrote it. */
export class PathReference {
  constructor(readonly path: string) {}
}

/**
 * The schema of such a field. An interface, because declaration files then name it: spelt out, it would be the list of
 * components known when this package was compiled, and refuse those of plugins.
 */
export interface ComponentField<K extends Kind> extends z.ZodType<ComponentReference<K>, ComponentSpec<K>> {}

/** An options field that holds another component: `anchors: component('anchor-sampler')`. */
export function component<K extends Kind>(kind: K): ComponentField<K> {
  return z
    .unknown()
    .transform((spec) => new ComponentReference(kind, spec))
    .meta({ component: kind }) as unknown as ComponentField<K>;
}

/** An options field that holds a file or folder. */
export function path(): z.ZodType<PathReference, string> {
  return z
    .string()
    .min(1)
    .transform((value) => new PathReference(value)) as unknown as z.ZodType<PathReference, string>;
}

/** An options field that holds a file of weights: a path, or `imagenet` for the published file of this network. */
export function weightsFile(): z.ZodType<PathReference | typeof IMAGENET, string> {
  return z.union([z.literal(IMAGENET), path()]) as unknown as z.ZodType<PathReference | typeof IMAGENET, string>;
}

/** Options as a component receives them: references replaced by components and absolute paths. */
export type Built<T> =
  T extends ComponentReference<infer K>
    ? ComponentOf<K>
    : T extends PathReference
      ? string
      : T extends object
        ? { [P in keyof T]: Built<T[P]> }
        : T;

/** The options as a component whose schema is `S` receives them: `constructor(options: Resolved<typeof MyOptions>)`. */
export type Resolved<S extends z.ZodType> = Built<z.output<S>>;

/** Whether components stand anywhere in a type. */
type Holds<T> = T extends ComponentReference
  ? true
  : T extends readonly (infer E)[]
    ? Holds<E>
    : T extends object
      ? Holds<T[keyof T]>
      : never;

type Outside<I, O> = {
  [P in keyof I]: P extends keyof O ? ([Holds<O[P]>] extends [never] ? I[P] : Built<O[P]>) : I[P];
};

/** The options as whoever creates a component without a registry gives them: as in a config, with instances for components. */
export type Given<S extends z.ZodType> = Outside<z.input<S>, z.output<S>>;

import type { z } from 'zod';
import type { ComponentOf, Kind } from '../interfaces/component-types.js';
import type { Token } from './tokens.js';

/** A component as a plugin declares it, by `defineComponent`. */
export interface ComponentDefinition<K extends Kind = Kind> {
  readonly kind: K;
  /** What a config writes as `type`. */
  readonly name: string;
  /** One line for `contraseg plugins` and the config reference. */
  readonly description: string;
  /** A strict zod object; every field with a `.describe()`. */
  readonly options: z.ZodObject;
  /** Of a backbone: the published networks of its kind, as options. `contraseg weights inspect` tries a file on each. */
  readonly models?: readonly Readonly<Record<string, unknown>>[];
  /** What the constructor receives after the options. */
  readonly inject: readonly Token<unknown>[];
  readonly component: new (...dependencies: never) => ComponentOf<K>;
  /** Replaces a component of the same name on purpose. */
  readonly override?: boolean;
}

/** A definition together with the plugin that brought it. */
export interface RegisteredComponent<K extends Kind = Kind> extends ComponentDefinition<K> {
  /** Name of the plugin. */
  readonly owner: string;
}

import type { z } from 'zod';
import type { ComponentDefinition } from './definition.js';

/** Version of the plugin interface; a plugin written for another major version is refused. */
export const API_VERSION = 2;

/** What a plugin may do while it registers. */
export interface PluginRegistry {
  /** Takes what `defineComponent` made. */
  add(definition: ComponentDefinition): void;
}

export interface Plugin<O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: number;
  /** Schema of the options that a config may give: `plugins: [["name", { … }]]`. */
  readonly options?: O;
  register(registry: PluginRegistry, options: z.output<O>): void;
}

/** Types a plugin; a plugin module has the result as its default export. */
export function definePlugin<O extends z.ZodObject>(plugin: Plugin<O>): Plugin<O> {
  return plugin;
}

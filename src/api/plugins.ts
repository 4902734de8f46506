import type { BundledComponents } from '../core/config/validate.js';
import type { Kind } from '../core/interfaces/component-types.js';
import type { ComponentDefinition } from '../core/registry/definition.js';
import type { Plugin } from '../core/registry/plugin.js';
import builtin from '../plugins/builtin.js';
import pixelContrast from '../plugins/pixel-contrast/index.js';

/** Plugins that every run has. */
export const builtins: readonly Plugin[] = [builtin];

/** Plugins that ship with contraseg and load when a config names them, by that name. */
const optional: Readonly<Record<string, Plugin>> = { 'contraseg/pixel-contrast': pixelContrast };

/** A plugin that ships, with what it brings. */
export interface ShippedPlugin {
  /** What a config writes under `plugins`. */
  readonly specifier: string;
  readonly components: readonly { readonly kind: Kind; readonly name: string; readonly description: string }[];
}

export function shippedPlugins(): ShippedPlugin[] {
  return Object.entries(optional).map(([specifier, plugin]) => {
    const components: ShippedPlugin['components'][number][] = [];
    const add = ({ kind, name, description }: ComponentDefinition) => void components.push({ kind, name, description });
    plugin.register({ add }, {});
    return { specifier, components };
  });
}

/** `<kind>/<name>` of every component in an optional plugin, with the plugin's name: the error for a missing line needs it. */
export function bundledComponents(): BundledComponents {
  return new Map(
    shippedPlugins().flatMap(({ specifier, components }) =>
      components.map(({ kind, name }) => [`${kind}/${name}`, specifier] as const),
    ),
  );
}

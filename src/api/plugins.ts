import type { BundledComponents } from '../core/config/validate.js';
import type { ComponentDefinition } from '../core/registry/definition.js';
import type { Plugin } from '../core/registry/plugin.js';
import builtin from '../plugins/builtin.js';
import pixelContrast from '../plugins/pixel-contrast/index.js';

/** Plugins that every run has. */
export const builtins: readonly Plugin[] = [builtin];

/** Plugins that ship with contraseg and load when a config names them, by that name. */
const optional: Readonly<Record<string, Plugin>> = { 'contraseg/pixel-contrast': pixelContrast };

/** `<kind>/<name>` of every component in an optional plugin, with the plugin's name: the error for a missing line needs it. */
export function bundledComponents(): BundledComponents {
  return componentsOf(Object.entries(optional));
}

/** `<kind>/<name>` of every component of this package, with its plugin's name. */
export function shippedComponents(): BundledComponents {
  return componentsOf([...builtins.map((plugin) => [plugin.name, plugin] as const), ...Object.entries(optional)]);
}

function componentsOf(plugins: readonly (readonly [name: string, plugin: Plugin])[]): BundledComponents {
  const components = new Map<string, string>();
  for (const [owner, plugin] of plugins) {
    const add = ({ kind, name }: ComponentDefinition) => void components.set(`${kind}/${name}`, owner);
    plugin.register({ add }, {});
  }
  return components;
}

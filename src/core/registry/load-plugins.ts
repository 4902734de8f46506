import { resolve } from 'node:path';
import { type MergedConfig, originOf } from '../config/layers.js';
import { importDefault, resolveModule } from '../config/module-loader.js';
import type { PluginReference } from '../config/schema.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import { pluginFailed, pluginInvalid, pluginNotFound } from '../errors/registry.js';
import { API_VERSION, type Plugin } from './plugin.js';
import type { Registry } from './registry.js';

/** A loaded plugin with where it came from. */
export interface LoadedPlugin {
  readonly name: string;
  readonly version: string;
  /** What the config wrote, or `inline` for a plugin object. */
  readonly specifier: string;
}

/** Loads and registers one plugin, given as an object. */
export function registerPlugin(
  registry: Registry,
  plugin: Plugin,
  options: Record<string, unknown> = {},
): LoadedPlugin {
  const parsed = plugin.options ? plugin.options.parse(options) : options;
  plugin.register({ add: (kind, definition) => registry.add(plugin.name, kind, definition) }, parsed);
  return { name: plugin.name, version: plugin.version, specifier: 'inline' };
}

/** Loads every plugin that a configuration names; all that fail are reported together. */
export async function loadPlugins(
  registry: Registry,
  references: readonly PluginReference[],
  origins: MergedConfig['origins'],
  workingDirectory: string,
): Promise<{ loaded: LoadedPlugin[]; problems: Problem[]; causes: unknown[] }> {
  const loaded: LoadedPlugin[] = [];
  const problems: Problem[] = [];
  const causes: unknown[] = [];
  for (const [index, reference] of references.entries()) {
    const path = `plugins[${index}]`;
    const origin = originOf(path, origins) ?? { source: undefined, directory: workingDirectory };
    const [target, options] = Array.isArray(reference)
      ? (reference as [string | object, Record<string, unknown>])
      : [reference];
    try {
      const plugin =
        typeof target === 'string' ? await importPlugin(target, origin.directory) : asPlugin(target, 'inline');
      const entry = registerPlugin(registry, plugin, options);
      loaded.push(typeof target === 'string' ? { ...entry, specifier: target } : entry);
    } catch (error) {
      if (!(error instanceof ContrasegError)) causes.push(error);
      const found = error instanceof ContrasegError ? error.problems : [pluginFailed(nameOf(target), error)];
      problems.push(...found.map((problem) => ({ file: origin.source, path, ...problem })));
    }
  }
  return { loaded, problems, causes };
}

async function importPlugin(specifier: string, directory: string): Promise<Plugin> {
  const from = resolve(directory, 'contraseg.config.js');
  const url = await resolveModule(specifier, from);
  if (!url) {
    const prefixed = `contraseg-plugin-${specifier}`;
    const suggestion = /^[\w-]+$/.test(specifier) && (await resolveModule(prefixed, from)) ? prefixed : undefined;
    throw new ContrasegError(pluginNotFound(specifier, directory, suggestion));
  }
  return asPlugin(await importDefault(url, from), specifier);
}

function asPlugin(value: unknown, specifier: string): Plugin {
  const plugin = value as Partial<Plugin> | null;
  if (typeof plugin !== 'object' || plugin === null || typeof plugin.register !== 'function' || !plugin.name) {
    throw new ContrasegError(pluginInvalid(specifier, 'it has no default export with a name and a register function'));
  }
  if (plugin.apiVersion !== API_VERSION) {
    const reason = `it was written for plugin API ${plugin.apiVersion}, this contraseg speaks ${API_VERSION}`;
    throw new ContrasegError(pluginInvalid(specifier, reason));
  }
  return plugin as Plugin;
}

function nameOf(target: string | object): string {
  return typeof target === 'string' ? target : ((target as Partial<Plugin>).name ?? 'inline');
}

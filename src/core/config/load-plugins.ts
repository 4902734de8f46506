import { resolve } from 'node:path';
import { z } from 'zod';
import { pluginEntryInvalid, pluginsNotAList } from '../errors/config.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import {
  pluginFailed,
  pluginInvalid,
  pluginNotFound,
  pluginOfOtherApi,
  pluginWithOtherCopy,
} from '../errors/registry.js';
import { checkOptions } from '../options/check-options.js';
import { API_VERSION, type Plugin } from '../registry/plugin.js';
import type { Registry } from '../registry/registry.js';
import { type MergedConfig, originOf } from './layers.js';
import { importDefault, resolveModule, secondCopy } from './module-loader.js';
import { InlinePlugin } from './plain-data.js';
import { Validator } from './validate.js';

/** A loaded plugin with where it came from. */
export interface LoadedPlugin {
  readonly name: string;
  readonly version: string;
  /** What the config wrote, or `inline` for a plugin object. */
  readonly specifier: string;
}

/**
 * Registers one plugin, given as an object.
 * @param options validated by the plugin's own schema
 */
export function registerPlugin(
  registry: Registry,
  plugin: Plugin,
  options: Record<string, unknown> = {},
): LoadedPlugin {
  plugin.register({ add: (definition) => registry.add(plugin.name, definition) }, options);
  return { name: plugin.name, version: plugin.version, specifier: 'inline' };
}

/** Loads every plugin that a configuration names; all that fail are reported together. */
export async function loadPlugins(
  registry: Registry,
  references: unknown,
  origins: MergedConfig['origins'],
  workingDirectory: string,
): Promise<{ loaded: LoadedPlugin[]; problems: Problem[]; causes: unknown[] }> {
  const loaded: LoadedPlugin[] = [];
  const problems: Problem[] = [];
  const causes: unknown[] = [];
  const originAt = (path: string) => originOf(path, origins) ?? { source: undefined, directory: workingDirectory };
  if (!Array.isArray(references)) {
    problems.push({ file: originAt('plugins').source, ...pluginsNotAList(references) });
    return { loaded, problems, causes };
  }
  for (const [index, reference] of references.entries()) {
    const path = `plugins[${index}]`;
    const { source, directory } = originAt(path);
    const [target, options = {}, ...rest] = (Array.isArray(reference) ? reference : [reference]) as unknown[];
    try {
      if (rest.length > 0) throw new ContrasegError(pluginEntryInvalid(reference as unknown[]));
      const plugin = typeof target === 'string' ? await importPlugin(target, directory) : inlinePlugin(target);
      const validator = new Validator(registry, origins, workingDirectory);
      if (plugin.options) checkOptions(plugin.options, `the plugin ${plugin.name}`);
      const valid = validator.validate(plugin.options ?? z.strictObject({}), options, ['plugins', index, 1]);
      if (validator.problems.length > 0) throw new ContrasegError(validator.problems);
      const entry = registerPlugin(registry, plugin, valid as Record<string, unknown>);
      loaded.push(typeof target === 'string' ? { ...entry, specifier: target } : entry);
    } catch (error) {
      if (!(error instanceof ContrasegError)) causes.push(error);
      const found = error instanceof ContrasegError ? error.problems : [pluginFailed(nameOf(target), error)];
      problems.push(...found.map((problem) => ({ file: source, path, ...problem })));
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
  const copy = secondCopy(url);
  if (copy) throw new ContrasegError(pluginWithOtherCopy(specifier, copy));
  return asPlugin(await importDefault(url, from), specifier);
}

function inlinePlugin(target: unknown): Plugin {
  return asPlugin(target instanceof InlinePlugin ? target.plugin : target, 'inline');
}

function asPlugin(value: unknown, specifier: string): Plugin {
  const plugin = value as Partial<Plugin> | null;
  if (typeof plugin !== 'object' || plugin === null || typeof plugin.register !== 'function' || !plugin.name) {
    throw new ContrasegError(pluginInvalid(specifier, 'it has no default export with a name and a register function'));
  }
  if (plugin.apiVersion !== API_VERSION) {
    throw new ContrasegError(pluginOfOtherApi(specifier, plugin.apiVersion, API_VERSION));
  }
  return plugin as Plugin;
}

function nameOf(target: unknown): string {
  return typeof target === 'string' ? target : 'inline';
}

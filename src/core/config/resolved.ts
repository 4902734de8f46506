import { resolve } from 'node:path';
import YAML, { isMap, isScalar, isSeq, type Node } from 'yaml';
import { joinPath } from '../options/option-path.js';
import { isPlainObject } from '../options/plain-object.js';
import { ComponentBlueprint } from '../registry/registry.js';
import { originOf } from './layers.js';
import type { LoadedConfig } from './load-config.js';

/** A validated configuration as plain data again: every default filled in, every path absolute. */
export function plainConfig(loaded: LoadedConfig): Record<string, unknown> {
  return { plugins: plainPlugins(loaded), ...(plain(loaded.config) as Record<string, unknown>) };
}

/** The same as YAML, with the versions it was made with and, as comments, where each value comes from. */
export function resolvedYaml(loaded: LoadedConfig, header: string, withOrigins = true): string {
  const document = new YAML.Document(plainConfig(loaded), { aliasDuplicateObjects: false });
  document.commentBefore = ` ${header}\n plugins: ${loaded.plugins.map((p) => `${p.name}@${p.version}`).join(', ')}`;
  if (withOrigins) annotate(document.contents as Node, '', loaded);
  return document.toString({ lineWidth: 0 });
}

function annotate(node: Node | null, path: string, loaded: LoadedConfig): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      annotate(pair.value as Node | null, joinPath(path, String((pair.key as { value: unknown }).value)), loaded);
    }
  } else if (isSeq(node) && node.items.some((item) => !isScalar(item))) {
    for (const [i, item] of node.items.entries()) annotate(item as Node, joinPath(path, i), loaded);
  } else if (node) {
    const exact = loaded.merged.origins.get(path);
    node.comment = ` ${exact?.source ?? 'default'}`;
    if (isSeq(node)) node.flow = true;
  }
}

function plain(value: unknown): unknown {
  if (value instanceof ComponentBlueprint) return { type: value.type, ...(plain(value.options) as object) };
  if (Array.isArray(value)) return value.map(plain);
  if (isPlainObject(value)) {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(fields.map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

/** Relative plugin paths become absolute, so that the resolved file loads the same plugins from anywhere. */
function plainPlugins(loaded: LoadedConfig): unknown[] {
  const references = (loaded.merged.value.plugins ?? []) as readonly unknown[];
  return references.map((reference, i) => {
    const [target, ...options] = Array.isArray(reference) ? (reference as unknown[]) : [reference];
    const directory = originOf(`plugins[${i}]`, loaded.merged.origins)?.directory ?? process.cwd();
    const name = typeof target === 'string' ? absolutePlugin(target, directory) : inlineName(target);
    return options.length > 0 ? [name, ...options] : name;
  });
}

function absolutePlugin(specifier: string, directory: string): string {
  return specifier.startsWith('.') ? resolve(directory, specifier) : specifier;
}

/** A plugin object cannot be loaded from its name; the name says what is missing. */
function inlineName(target: unknown): string {
  return (target as { plugin: { name: string } }).plugin.name;
}

import { resolve } from 'node:path';
import type { z } from 'zod';
import { configNotAnObject, moreProblems } from '../errors/config.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import { isPlainObject } from '../options/plain-object.js';
import type { ComponentReference, PathReference } from '../options/references.js';
import { RandomStreams } from '../random/random-streams.js';
import type { Plugin } from '../registry/plugin.js';
import { type ComponentBlueprint, Registry } from '../registry/registry.js';
import { RANDOM } from '../registry/tokens.js';
import { type ConfigLayer, type MergedConfig, mergeLayers } from './layers.js';
import { discoverConfig, extendLayers, loadConfigFile } from './load-file.js';
import { type LoadedPlugin, loadPlugins, registerPlugin } from './load-plugins.js';
import { applyOverrides } from './overrides.js';
import { plainData } from './plain-data.js';
import { RunConfigSchema } from './schema.js';
import { type BundledComponents, Validator } from './validate.js';

/** Problems that are listed; more of them have one cause, or are no configuration. */
const MAX_PROBLEMS = 50;

/** Where a configuration comes from. */
export interface ConfigSource {
  /** A file, or the configuration itself; discovered from `workingDirectory` when absent. */
  readonly config?: string | object;
  /** `path=value` with YAML values, applied last. */
  readonly set?: readonly string[];
  /** What relative paths in `set` and in a configuration object are relative to; the process's own by default. */
  readonly workingDirectory?: string;
}

export interface LoadConfigOptions extends ConfigSource {
  /** Plugins that are always there, before those that the configuration names. */
  readonly builtins: readonly Plugin[];
  readonly bundled?: BundledComponents;
}

/** Options in which nested components are blueprints, validated and not yet built. */
type Blueprinted<T> =
  T extends ComponentReference<infer K>
    ? ComponentBlueprint<K>
    : T extends PathReference
      ? string
      : T extends readonly (infer U)[]
        ? Blueprinted<U>[]
        : T extends object
          ? { [P in keyof T]: Blueprinted<T[P]> }
          : T;

export type ValidConfig = Blueprinted<z.output<typeof RunConfigSchema>>;

/** The merged sources of a configuration with a registry that holds the plugins they name. */
export interface OpenedConfig {
  /** The file, when there is one. */
  readonly file: string | undefined;
  readonly merged: MergedConfig;
  readonly registry: Registry;
  readonly plugins: readonly LoadedPlugin[];
  readonly problems: readonly Problem[];
  /** What plugins threw while they were loaded. */
  readonly causes: readonly unknown[];
}

export interface LoadedConfig extends OpenedConfig {
  readonly config: ValidConfig;
}

/** Reads all sources and loads the plugins, without validating the rest. Problems of plugins are returned, not thrown. */
export async function openConfig(options: LoadConfigOptions): Promise<OpenedConfig> {
  const workingDirectory = options.workingDirectory ?? process.cwd();
  const layers = await readLayers(options.config, workingDirectory);
  const merged = applyOverrides(mergeLayers(layers), options.set ?? [], workingDirectory);
  const registry = new Registry();
  const builtins = options.builtins.map((plugin) => registerPlugin(registry, plugin));
  const named = await loadPlugins(registry, merged.value.plugins ?? [], merged.origins, workingDirectory);
  const file = typeof options.config === 'object' ? undefined : layers.at(-1)?.origin.source;
  return {
    file,
    merged,
    registry,
    plugins: [...builtins, ...named.loaded],
    problems: named.problems,
    causes: named.causes,
  };
}

/** The whole pipeline: sources, plugins, validation. Throws one error with every problem. */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const opened = await openConfig(options);
  const workingDirectory = options.workingDirectory ?? process.cwd();
  const validator = new Validator(opened.registry, opened.merged.origins, workingDirectory, options.bundled);
  const { plugins: _, ...value } = opened.merged.value;
  const config = validator.validate(RunConfigSchema, value) as ValidConfig;
  const problems = [...opened.problems, ...validator.problems];
  if (problems.length > MAX_PROBLEMS) {
    problems.push(moreProblems(problems.splice(MAX_PROBLEMS).length));
  }
  if (problems.length > 0) throw new ContrasegError(problems, { cause: opened.causes[0] });
  opened.registry.provide(RANDOM, new RandomStreams(config.trainer.seed));
  return { ...opened, config: Object.freeze(config) };
}

async function readLayers(config: string | object | undefined, workingDirectory: string): Promise<ConfigLayer[]> {
  if (config === undefined) return loadConfigFile(await discoverConfig(workingDirectory));
  if (typeof config === 'string') return loadConfigFile(resolve(workingDirectory, config));
  const source = 'config object';
  const plain = plainData(config, source);
  if (!isPlainObject(plain)) throw new ContrasegError(configNotAnObject(source, plain));
  const { extends: parents, $schema: _, ...value } = plain;
  return extendLayers(parents, { value, origin: { source, directory: workingDirectory } });
}

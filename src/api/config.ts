import './shared-modules.js';
import {
  type ConfigSource,
  type LoadedConfig,
  loadConfig,
  type OpenedConfig,
  openConfig,
} from '../core/config/load-config.js';
import { builtins, bundledComponents } from './plugins.js';

export type { ConfigSource };

/** Loads and validates a configuration with the builtin plugins and those that it names. */
export function readConfig(source: ConfigSource): Promise<LoadedConfig> {
  return loadConfig({ ...source, builtins, bundled: bundledComponents() });
}

/** Loads the plugins of a configuration without validating the rest; the builtin ones alone where `config` is `{}`. */
export function readPlugins(source: ConfigSource): Promise<OpenedConfig> {
  return openConfig({ ...source, builtins });
}

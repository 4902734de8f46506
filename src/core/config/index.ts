export { type ConfigInput, defineConfig } from './define-config.js';
export { componentJsonSchema, configJsonSchema } from './json-schema.js';
export {
  type LoadConfigOptions,
  type LoadedConfig,
  loadConfig,
  type OpenedConfig,
  openConfig,
  type ValidConfig,
} from './load-config.js';
export {
  Built,
  type ComponentField,
  ComponentReference,
  component,
  PathReference,
  path,
  Resolved,
} from './references.js';
export { plainConfig, resolvedYaml } from './resolved.js';
export { type PluginReference, type RunConfigInput, RunConfigSchema } from './schema.js';

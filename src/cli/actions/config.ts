import { readConfig, readPlugins } from '../../api/config.js';
import { configJsonSchema } from '../../core/config/json-schema.js';
import { resolvedYaml } from '../../core/config/resolved.js';
import { ContrasegError } from '../../core/errors/index.js';
import { VERSION } from '../../core/version.js';
import { type ConfigOptions, overrides } from '../options.js';

export async function printConfig(
  config: string | undefined,
  options: ConfigOptions & { readonly origins?: boolean },
): Promise<void> {
  const loaded = await readConfig({ config, set: overrides(options) });
  process.stdout.write(resolvedYaml(loaded, `contraseg ${VERSION}`, options.origins ?? false));
}

export async function printSchema(config: string | object, options: ConfigOptions): Promise<void> {
  const { registry, problems, causes } = await readPlugins({ config, set: overrides(options) });
  if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
  console.log(JSON.stringify(configJsonSchema(registry), null, 2));
}

import { Command } from 'commander';
import { readConfig, readPlugins } from '../../api/config.js';
import { configJsonSchema } from '../../core/config/json-schema.js';
import { resolvedYaml } from '../../core/config/resolved.js';
import { ContrasegError } from '../../core/errors/index.js';
import { VERSION } from '../../core/version.js';
import { type ConfigOptions, configArgument, configOptions, overrides } from '../options.js';

/** `contraseg config`: what a configuration means, and what it may say. */
export function configCommand(): Command {
  return new Command('config').description('show what a configuration means').addCommand(print()).addCommand(schema());
}

function print(): Command {
  return configOptions(new Command('print').description('print the configuration with everything filled in'))
    .addArgument(configArgument())
    .option('--origins', 'say behind each value which file it comes from')
    .addHelpText('after', '\nExample:\n  $ contraseg config print my.yaml --origins --set trainer.seed=2')
    .action(async (config: string | undefined, options: ConfigOptions & { origins?: boolean }) => {
      const loaded = await readConfig({ config, set: overrides(options) });
      process.stdout.write(resolvedYaml(loaded, `contraseg ${VERSION}`, options.origins ?? false));
    });
}

function schema(): Command {
  return configOptions(new Command('schema').description('print the JSON Schema of configuration files, for editors'))
    .addArgument(configArgument().default({}, 'the builtin plugins alone'))
    .addHelpText('after', '\nExample:\n  $ contraseg config schema my.yaml > contraseg.schema.json')
    .action(async (config: string | object, options: ConfigOptions) => {
      const { registry, problems, causes } = await readPlugins({ config, set: overrides(options) });
      if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
      console.log(JSON.stringify(configJsonSchema(registry), null, 2));
    });
}

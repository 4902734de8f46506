import { Command } from 'commander';
import { type ConfigOptions, configArgument, configOptions } from '../options.js';

/** `contraseg config`: what a configuration means, and what it may say. */
export function configCommand(): Command {
  return new Command('config').description('show what a configuration means').addCommand(print()).addCommand(schema());
}

function print(): Command {
  return configOptions(new Command('print').description('print the configuration with everything filled in'))
    .addArgument(configArgument())
    .option('--origins', 'say behind each value which file it comes from')
    .addHelpText('after', '\nExample:\n  $ contraseg config print my.yaml --origins --set trainer.seed=2')
    .action(async (config: string | undefined, options: ConfigOptions & { origins?: boolean }) =>
      (await import('../actions/config.js')).printConfig(config, options),
    );
}

function schema(): Command {
  return configOptions(new Command('schema').description('print the JSON Schema of configuration files, for editors'))
    .addArgument(configArgument().default({}, 'the builtin plugins alone'))
    .addHelpText('after', '\nExample:\n  $ contraseg config schema my.yaml > contraseg.schema.json')
    .action(async (config: string | object, options: ConfigOptions) =>
      (await import('../actions/config.js')).printSchema(config, options),
    );
}

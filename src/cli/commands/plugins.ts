import { Command } from 'commander';
import { type ConfigOptions, configArgument, configOptions } from '../options.js';

/** `contraseg plugins`: every component that a configuration may name. */
export function pluginsCommand(): Command {
  return configOptions(new Command('plugins').description('list every component that a configuration may name'))
    .addArgument(
      configArgument().default({}, 'the builtin plugins, and those that ship and load when a line names them'),
    )
    .option('--json', 'print one JSON array')
    .addHelpText('after', '\nExample:\n  $ contraseg plugins my.yaml')
    .action(async (config: string | object, options: ConfigOptions & { json?: boolean }) =>
      (await import('../actions/plugins.js')).listPlugins(config, options),
    );
}

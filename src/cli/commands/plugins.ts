import { Command } from 'commander';
import { readPlugins } from '../../api/config.js';
import { ContrasegError } from '../../core/errors/index.js';
import { type ConfigOptions, configArgument, configOptions, overrides } from '../options.js';
import { plainTable } from '../print.js';

/** `contraseg plugins`: every component that a configuration may name. */
export function pluginsCommand(): Command {
  return configOptions(new Command('plugins').description('list every component that a configuration may name'))
    .addArgument(configArgument().default({}, 'the builtin plugins alone'))
    .option('--json', 'print one JSON array')
    .addHelpText('after', '\nExample:\n  $ contraseg plugins my.yaml')
    .action(async (config: string | object, options: ConfigOptions & { json?: boolean }) => {
      const { registry, problems, causes } = await readPlugins({ config, set: overrides(options) });
      if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
      const rows = registry.list().map(({ kind, name, owner, description }) => ({ kind, name, owner, description }));
      if (options.json) {
        console.log(JSON.stringify(rows));
        return;
      }
      const table = plainTable(['kind', 'name', 'owner', 'description']);
      for (const { kind, name, owner, description } of rows) table.push([kind, name, owner, description]);
      console.log(table.toString());
    });
}

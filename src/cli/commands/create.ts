import { Command } from 'commander';
import { KINDS } from '../../core/interfaces/component-types.js';

const EXAMPLE = '\nExample:\n  $ contraseg create plugin loss soft-dice';

/** `contraseg create plugin`: writes a package that adds one component. */
export function createCommand(): Command {
  const create = new Command('create').description('write the start of a plugin').addHelpText('after', EXAMPLE);
  create
    .command('plugin')
    .description('write a package with one component, which compiles, trains and passes its conformance suite')
    .argument('<kind>', KINDS.join(', '))
    .argument('<name>', 'what configurations will write as its type; the package is contraseg-plugin-<name>')
    .addHelpText('after', EXAMPLE)
    .action(async (kind: string, name: string) =>
      (await import('../actions/create-plugin.js')).createPluginHere(kind, name),
    );
  return create;
}

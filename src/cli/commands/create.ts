import { Command } from 'commander';
import { createPlugin } from '../../api/create-plugin.js';
import { KINDS } from '../../core/interfaces/component-types.js';

/** `contraseg create plugin`: writes a package that adds one component. */
export function createCommand(): Command {
  const create = new Command('create').description('write the start of something new').addHelpText('after', EXAMPLE);
  create
    .command('plugin')
    .description('write a package with one component, which compiles, trains and passes its conformance suite')
    .argument('<kind>', KINDS.join(', '))
    .argument('<name>', 'what configurations will write as its type; the package is contraseg-plugin-<name>')
    .addHelpText('after', EXAMPLE)
    .action(async (kind: string, name: string) => {
      const { folder, files } = await createPlugin(kind, name);
      console.log(files.map((file) => `${folder}/${file}`).join('\n'));
      console.log(
        `\nNext:\n  cd ${folder} && npm install && npm test\n  npx contraseg train config.yaml --out runs/first`,
      );
    });
  return create;
}

const EXAMPLE = '\nExample:\n  $ contraseg create plugin loss soft-dice';

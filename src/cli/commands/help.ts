import { Command } from 'commander';
import { closest } from '../../core/errors/closest.js';

/** `contraseg help train`; a name that is no command is an error, with what may have been meant. */
export function helpCommand(): Command {
  return new Command('help')
    .description('show the help of a command')
    .argument('[command...]', 'its name, with that of a command inside it')
    .addHelpText('after', '\nExample:\n  $ contraseg help data check')
    .action((names: string[], _: object, self: Command) => {
      let command = self.parent!;
      for (const name of names) {
        const found = command.commands.find((child) => child.name() === name || child.aliases().includes(name));
        if (!found) command.error(unknownCommand(name, command));
        command = found!;
      }
      command.outputHelp();
    });
}

function unknownCommand(name: string, { commands }: Command): string {
  const known = commands.map((child) => child.name());
  const match = closest(name, known);
  return `error: unknown command '${name}'${match ? `\n(Did you mean ${match}?)` : ''}`;
}

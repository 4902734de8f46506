import { Argument, Command } from 'commander';

/** `contraseg completion bash`: a script that a shell loads. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  $ contraseg completion bash >> ~/.bashrc
  $ contraseg completion fish > ~/.config/fish/completions/contraseg.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish', _: object, self: Command) => {
      const { completionScript } = await import('../actions/completion.js');
      console.log(completionScript(self.parent!, shell));
    });
}

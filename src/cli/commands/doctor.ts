import { Command } from 'commander';

/** `contraseg doctor`: which engines work here, how fast, and what mends the others. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show which engines work on this machine, how fast they are and what mends the others')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ contraseg doctor --json')
    .action(async (options: { readonly json?: boolean }) => (await import('../actions/doctor.js')).runDoctor(options));
}

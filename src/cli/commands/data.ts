import { Command } from 'commander';
import { checkDataCommand } from './data/check.js';
import { convertDataCommand } from './data/convert.js';

/** `contraseg data`: questions about a data set. */
export function dataCommand(): Command {
  return new Command('data')
    .description('look into a data set, or convert its masks')
    .addCommand(checkDataCommand())
    .addCommand(convertDataCommand());
}

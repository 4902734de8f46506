import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_REQUESTS } from '../core/engine/index.js';

export interface ConfigOptions {
  readonly set: readonly string[];
  readonly engine?: string;
}

/** The configuration file of a command; discovered from the working directory when absent. */
export function configArgument(): Argument {
  return new Argument('[config]', 'configuration file; contraseg.config.* of this folder or above when absent');
}

/** `--set path=value`, repeatable. */
export function setOption(command: Command): Command {
  const collect = (value: string, earlier: readonly string[]) => [...earlier, value];
  return command.option('-s, --set <path=value>', 'override one value; repeatable; values are YAML', collect, []);
}

/** `--set` and `--engine`. */
export function configOptions(command: Command): Command {
  return setOption(command).addOption(
    new Option('--engine <engine>', 'which engine computes').choices([...ENGINE_REQUESTS]),
  );
}

/** The overrides that these options stand for. */
export function overrides({ set, engine }: ConfigOptions): string[] {
  return engine ? [...set, `engine=${engine}`] : [...set];
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number above 0.');
  return Number(text);
}

/** `0.75,1,1.25` */
export function numberList(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.some((number) => !(number > 0)))
    throw new InvalidArgumentError('expected positive numbers with commas between.');
  return numbers;
}

/** `240x320`, height first. */
export function imageSize(text: string): { height: number; width: number } {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!height || !width) throw new InvalidArgumentError('expected <height>x<width>, e.g. 240x320.');
  return { height: Number(height), width: Number(width) };
}

import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_REQUESTS } from '../core/engine/requests.js';

export interface ConfigOptions {
  readonly set: readonly string[];
  readonly engine?: string;
}

/** What `init` writes and other commands find without being told. */
export const DEFAULT_CONFIG = 'contraseg.config.yaml';

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

/** `--json`: one object instead of lines, errors included. */
export function jsonOption(command: Command): Command {
  return command.option('--json', 'print one JSON object, errors included');
}

/** `--quiet`: nothing but errors. */
export function quietOption(command: Command): Command {
  return command.option('-q, --quiet', 'print nothing but errors');
}

/** Which weights of a run. */
export function lastOption(command: Command): Command {
  return command.option('--last', 'the last weights instead of the best ones');
}

/** How images are predicted: `--scales`, `--flip`, `--window`. */
export function predictionOptions(command: Command): Command {
  return command
    .option('--scales <list>', 'average over these scales, e.g. 0.75,1,1.25', numberList, [1])
    .option('--flip', 'average over mirrored images too')
    .option(
      '--window <height>x<width>',
      'slide a window, overlapping by a third, instead of taking whole images',
      imageSize,
    );
}

/** What `predictionOptions` says. */
export interface PredictionOptions {
  readonly scales: readonly number[];
  readonly flip?: boolean;
  readonly window?: { readonly height: number; readonly width: number };
}

/** The same as evaluation and segmenter want it. */
export function predictionSettings({ scales, flip = false, window }: PredictionOptions) {
  const augmented = flip || scales.some((scale) => scale !== 1);
  return {
    window: window && overlapping(window),
    augmentation: augmented ? { scales, flip } : undefined,
  };
}

/** Windows that overlap by a third. */
function overlapping({ height, width }: { height: number; width: number }) {
  return { height, width, strideY: Math.ceil((2 * height) / 3), strideX: Math.ceil((2 * width) / 3) };
}

/** The overrides that these options stand for. */
export function overrides({ set, engine }: ConfigOptions): string[] {
  return engine ? [...set, `engine=${engine}`] : [...set];
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number above 0.');
  return Number(text);
}

/** Above 0 and below 1. */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('expected a share above 0 and below 1, e.g. 0.2.');
  return value;
}

/** `0.75,1,1.25` */
function numberList(text: string): number[] {
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

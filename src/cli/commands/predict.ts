import { Command, InvalidArgumentError } from 'commander';
import {
  jsonOption,
  lastOption,
  type PredictionOptions,
  predictionOptions,
  quietOption,
  setOption,
} from '../options.js';
import { OUTPUTS, type Output } from '../plan-predictions.js';

export interface PredictOptions extends PredictionOptions {
  readonly out?: string;
  readonly write?: readonly Output[];
  readonly last?: boolean;
  readonly set: readonly string[];
}

/** `contraseg predict`: segments image files. */
export function predictCommand(): Command {
  const command = new Command('predict').description('segment files, folders and globs with a trained model');
  return quietOption(jsonOption(predictionOptions(lastOption(setOption(command)))))
    .argument('<run>', 'folder of the run')
    .argument('<images...>', 'image files, folders of them, or patterns in quotes such as "photos/**/*.jpg"')
    .option('-o, --out <path>', 'folder to write to, or the mask of a single image where it ends in .png')
    .option('--write <kinds>', `what to write of each image: ${OUTPUTS.join(', ')} (default: mask,overlay)`, outputs)
    .addHelpText(
      'after',
      `
Examples:
  $ contraseg predict runs/first photo.jpg --out mask.png
  $ contraseg predict runs/first photos --out masks --write mask,probabilities,json --scales 0.75,1,1.25 --flip`,
    )
    .action(async (run: string, images: string[], options: PredictOptions) =>
      (await import('../actions/predict.js')).runPredict(run, images, options),
    );
}

/** `mask,overlay` */
function outputs(text: string): Output[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !(OUTPUTS as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is none of ${OUTPUTS.join(', ')}.`);
  return kinds as Output[];
}

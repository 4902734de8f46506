import { Command } from 'commander';
import { jsonOption, positiveInteger, quietOption, share } from '../../options.js';

export interface ConvertCommandOptions {
  readonly out?: string;
  readonly nearestColor?: boolean;
  readonly classes?: string;
  readonly valShare: number;
  readonly seed: number;
}

/** `contraseg data convert`: index PNGs from masks of any kind. */
export function convertDataCommand(): Command {
  const command = new Command('convert').description(
    'write masks of any kind as index PNGs into a new folder; goes on where it was interrupted',
  );
  return quietOption(jsonOption(command))
    .argument('<folder>', 'folder with images and masks, polygons (COCO, labelme) or a mask for each object')
    .option('-o, --out <folder>', 'new folder (default: <folder>-converted)')
    .option('--nearest-color', 'give each pixel to the nearest class: for JPEG masks and smoothed edges')
    .option('--classes <names>', 'names of the classes with commas between, in the order in which they are found')
    .option('--val-share <share>', 'share of the images to validate on, where the folder has no such split', share, 0.2)
    .option('--seed <number>', 'another seed draws other images to validate on', positiveInteger, 1)
    .addHelpText('after', '\nExample:\n  $ contraseg data convert photos --out photos-indexed --nearest-color')
    .action(async (folder: string, options: ConvertCommandOptions) =>
      (await import('../../actions/convert-data.js')).runConvertData(folder, options),
    );
}

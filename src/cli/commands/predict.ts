import { Command } from 'commander';
import pc from 'picocolors';
import { loadSegmenter, type Segmentation, type Segmenter } from '../../api/segmenter.js';
import { ContrasegError, formatProblem } from '../../core/errors/index.js';
import { encodeMask, encodeOverlay } from '../../core/evaluation/overlay.js';
import { describeTiles } from '../../core/evaluation/tiles.js';
import { writeWhole } from '../../core/files/write-whole.js';
import { USER_ERROR } from '../exit-codes.js';
import { setOption } from '../options.js';
import { type PlannedPrediction, planPredictions } from '../plan-predictions.js';

interface Options {
  readonly out?: string;
  readonly overlay?: string;
  readonly last?: boolean;
  readonly set: readonly string[];
}

/** `contraseg predict`: segments image files. */
export function predictCommand(): Command {
  return setOption(new Command('predict').description('segment images with a trained model'))
    .argument('<run>', 'folder of the run')
    .argument('<images...>', 'image files')
    .option('-o, --out <file>', 'mask of a single image (default: <image>.mask.png)')
    .option('--overlay <file>', 'overlay of a single image (default: <image>.overlay.png)')
    .option('--last', 'the last weights instead of the best ones')
    .addHelpText('after', '\nExample:\n  $ contraseg predict runs/first photo.jpg --out mask.png')
    .action(async (run: string, images: string[], options: Options, command: Command) => {
      if (images.length > 1 && (options.out || options.overlay)) {
        command.error('error: --out and --overlay name one file; leave them away for several images');
      }
      const planned = planPredictions(images, options);
      const segmenter = await loadSegmenter(run, { set: options.set, checkpoint: options.last ? 'last' : 'best' });
      let failed = 0;
      try {
        for (const each of planned) if (!(await predictFile(segmenter, each))) failed++;
      } finally {
        segmenter.dispose();
      }
      if (failed === 0) return;
      process.exitCode = USER_ERROR;
      if (planned.length > 1) console.error(`${failed} of ${planned.length} images failed; the others are written`);
    });
}

/**
 * One image that cannot be read does not keep the others from being predicted; a disk that takes no output does.
 * @returns whether it went well
 */
async function predictFile(segmenter: Segmenter, { image, mask, overlay }: PlannedPrediction): Promise<boolean> {
  let segmentation: Segmentation;
  try {
    segmentation = await segmenter.predict(image);
  } catch (error) {
    if (!(error instanceof ContrasegError)) throw error;
    const colors = pc.createColors(process.stderr.isTTY === true && pc.isColorSupported);
    for (const problem of error.problems) console.error(formatProblem(problem, colors));
    return false;
  }
  const { width, height, tiles } = segmentation;
  await writeWhole(mask, encodeMask(segmentation, segmenter.classes));
  if (overlay) await writeWhole(overlay, await encodeOverlay(segmentation, segmenter.classes, { overwrite: true }));
  console.log([mask, overlay].filter(Boolean).join('  '));
  if (tiles) console.log(`  ${width}x${height} is too large to be predicted whole: ${describeTiles(tiles)}`);
  return true;
}

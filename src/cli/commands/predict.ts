import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { loadSegmenter } from '../../api/segmenter.js';
import { encodeMask, encodeOverlay } from '../../core/evaluation/overlay.js';
import { writeWhole } from '../../core/files/write-whole.js';
import { setOption } from '../options.js';

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
      const segmenter = await loadSegmenter(run, { set: options.set, checkpoint: options.last ? 'last' : 'best' });
      try {
        for (const image of images) {
          const segmentation = await segmenter.predict(image);
          const stem = basename(image, extname(image));
          const mask = options.out ?? `${stem}.mask.png`;
          const overlay = options.overlay ?? (options.out ? undefined : `${stem}.overlay.png`);
          await writeWhole(mask, encodeMask(segmentation, segmenter.classes));
          if (overlay) await writeWhole(overlay, await encodeOverlay(segmentation, segmenter.classes));
          console.log([mask, overlay].filter(Boolean).join('  '));
        }
      } finally {
        segmenter.dispose();
      }
    });
}

import { join } from 'node:path';
import { Command } from 'commander';
import { compareRuns } from '../../api/compare.js';
import { evaluateRun } from '../../api/evaluate.js';
import type { EvaluatedImage } from '../../core/evaluation/evaluate.js';
import { describeAbsent } from '../../core/evaluation/figures.js';
import { encodeMask, encodeOverlay } from '../../core/evaluation/overlay.js';
import { describeWindowed } from '../../core/evaluation/tiles.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { writeWhole } from '../../core/files/write-whole.js';
import type { ClassInfo } from '../../core/interfaces/dataset.js';
import { RunDirectory } from '../../core/run/directory.js';
import { readMetadata } from '../../core/run/metadata.js';
import { imageSize, numberList, positiveInteger, setOption } from '../options.js';
import { formatComparison, formatResult } from '../tables/result-table.js';

interface Options {
  readonly split?: string;
  readonly last?: boolean;
  readonly limit?: number;
  readonly scales: readonly number[];
  readonly flip?: boolean;
  readonly window?: { readonly height: number; readonly width: number };
  readonly save?: string;
  readonly compare?: string;
  readonly json?: boolean;
  readonly set: readonly string[];
}

/** `contraseg eval`: the figures of a trained model on a split. */
export function evalCommand(): Command {
  return setOption(new Command('eval').description('evaluate a trained model on a split'))
    .argument('<run>', 'folder of the run')
    .option('--split <name>', 'split to evaluate on (default: test where there is one)')
    .option('--last', 'the last weights instead of the best ones')
    .option('--limit <images>', 'only the first images', positiveInteger)
    .option('--scales <list>', 'average over these scales, e.g. 0.75,1,1.25', numberList, [1])
    .option('--flip', 'average over mirrored images too')
    .option(
      '--window <height>x<width>',
      'slide a window, overlapping by a third, instead of taking whole images',
      imageSize,
    )
    .option('--save <folder>', 'write a mask and an overlay for every image')
    .option('--compare <baseline>', 'evaluate this run too and print the differences with a bootstrap interval')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  $ contraseg eval runs/first --split test --scales 0.75,1,1.25 --flip\n  $ contraseg eval --compare runs/baseline runs/contrast',
    )
    .action(async (path: string, options: Options) => {
      const { classes } = await readMetadata(RunDirectory.open(path));
      if (options.save) await makeFolder(options.save);
      const augmented = options.flip || options.scales.some((scale) => scale !== 1);
      const how = {
        split: options.split,
        checkpoint: options.last ? 'last' : 'best',
        limit: options.limit,
        window: options.window && overlapping(options.window),
        augmentation: augmented ? { scales: options.scales, flip: options.flip ?? false } : undefined,
        set: options.set,
      } as const;
      if (options.compare) {
        const { a, b, ...comparison } = await compareRuns(options.compare, path, how);
        console.log(
          options.json
            ? JSON.stringify({ ...comparison, absent: b.result.absent })
            : formatComparison(comparison, classes),
        );
        if (!options.json)
          console.log(`A: ${options.compare}   B: ${path}   ${b.images.length} images of "${a.split}"`);
        const { absent = [] } = b.result;
        if (!options.json && absent.length > 0) console.log(describeAbsent(absent, classes.length));
        return;
      }
      const evaluation = await evaluateRun(path, {
        ...how,
        onImage: options.save ? (image) => savePrediction(image, options.save!, classes) : undefined,
      });
      if (options.json) {
        console.log(
          JSON.stringify({
            run: path,
            split: evaluation.split,
            images: evaluation.images.length,
            windowed: evaluation.windowed,
            ...evaluation.result,
          }),
        );
      } else {
        console.log(formatResult(evaluation.result, classes));
        console.log(`${evaluation.images.length} images of "${evaluation.split}"`);
        if (evaluation.windowed > 0) console.log(describeWindowed(evaluation.windowed));
      }
    });
}

/** Windows that overlap by a third. */
function overlapping({ height, width }: { height: number; width: number }) {
  return { height, width, strideY: Math.ceil((2 * height) / 3), strideX: Math.ceil((2 * width) / 3) };
}

async function savePrediction(
  { sample, prediction }: EvaluatedImage,
  folder: string,
  classes: readonly ClassInfo[],
): Promise<void> {
  const picture = { ...sample, mask: prediction };
  await writeWhole(join(folder, `${sample.id}.png`), encodeMask(picture, classes));
  await writeWhole(join(folder, `${sample.id}.overlay.png`), await encodeOverlay(picture, classes));
}

import { join } from 'node:path';
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
import type { EvalOptions } from '../commands/eval.js';
import { predictionSettings } from '../options.js';
import { formatComparison, formatResult } from '../tables/result-table.js';

export async function runEval(path: string, options: EvalOptions): Promise<void> {
  const { classes } = await readMetadata(RunDirectory.open(path));
  if (options.save) await makeFolder(options.save);
  const how = {
    split: options.split,
    checkpoint: options.last ? 'last' : 'best',
    limit: options.limit,
    ...predictionSettings(options),
    set: options.set,
  } as const;
  if (options.compare) {
    const { a, b, ...comparison } = await compareRuns(options.compare, path, how);
    console.log(
      options.json ? JSON.stringify({ ...comparison, absent: b.result.absent }) : formatComparison(comparison, classes),
    );
    if (!options.json) console.log(`A: ${options.compare}   B: ${path}   ${b.images.length} images of "${a.split}"`);
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
}

async function savePrediction(
  { sample, prediction }: EvaluatedImage,
  folder: string,
  classes: readonly ClassInfo[],
): Promise<void> {
  const picture = { ...sample, mask: prediction };
  await writeWhole(join(folder, `${sample.id}.png`), encodeMask(picture, classes));
  await writeWhole(join(folder, `${sample.id}.overlay.png`), await encodeOverlay(picture, classes, { legend: true }));
}

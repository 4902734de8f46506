import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readConfig } from '../../src/api/config.js';
import { train } from '../../src/api/train.js';
import { readJsonLines } from '../../src/core/files/read-json-lines.js';
import { type PublishedSet, writePublishedSet } from '../helpers/published-sets.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const SETS = ['cityscapes', 'ade20k', 'pascal-context', 'coco-stuff'] as const satisfies readonly PublishedSet[];

/** The smallest network of each family. */
const SMALL_BACKBONE: Readonly<Record<string, readonly string[]>> = {
  hrnet: ['width=18'],
  resnet: ['depth=18'],
  mit: ['size=b0'],
  convnext: ['size=tiny'],
};
const SIDE = 64;

/** What makes a preset small enough for a test. */
async function reductions(config: string, root: string): Promise<string[]> {
  const { config: preset, registry } = await readConfig({ config });
  registry.dispose();
  const { head, backbone } = preset.model;
  const contrast = preset.losses.findIndex(({ type }) => type === 'pixel-contrast');
  return [
    `data.root=${root}`,
    `transforms=[{type: random-scale-crop, height: ${SIDE}, width: ${SIDE}}]`,
    ...SMALL_BACKBONE[backbone.type]!.map((option) => `model.backbone.${option}`),
    'model.head.channels=16',
    ...(head.type === 'ocr' ? ['model.head.keyChannels=8'] : []),
    ...('auxiliary' in head.options && head.options.auxiliary ? ['model.head.auxiliary.channels=8'] : []),
    ...(contrast < 0 ? [] : [`losses[${contrast}].warmup=0`]),
    ...Object.entries({ iterations: 2, batchSize: 2, evaluateEvery: 0, overlays: 0, logEvery: 1 }).map(
      ([option, value]) => `trainer.${option}=${value}`,
    ),
    'trainer.allowEmptyClasses=true',
  ];
}

for (const set of SETS) {
  for (const file of readdirSync(join('configs', set))) {
    test.serial(`${set}/${file}, made small, trains for two steps`, async (t) => {
      const folder = temporaryFolder(t);
      const root = await writePublishedSet(set, join(folder, 'data'), SIDE);
      const config = join('configs', set, file);
      const out = join(folder, 'run');
      const summary = await train({ config, set: await reductions(config, root), out });
      t.is(summary.iteration, 2);
      const steps = ((await readJsonLines(join(out, 'log.jsonl'))) as { event: string; loss?: number }[]).filter(
        ({ event }) => event === 'step',
      );
      t.is(steps.length, 2);
      for (const { loss } of steps) t.true(Number.isFinite(loss), String(loss));
    });
  }
}

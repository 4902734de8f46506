import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { type CreateModelOptions, createModel } from '../../src/api/create-model.js';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { imageTensor } from '../../src/core/data/loading/tensors.js';
import { ContrasegError } from '../../src/core/errors/index.js';
import { predictClasses } from '../../src/core/model/inference.js';
import type { SegmentationModel } from '../../src/core/model/segmentation-model.js';
import { readLayersModel, writeLayersModel } from '../../src/core/weights/layers-model.js';
import { Mit } from '../../src/plugins/backbones/mit/mit.js';
import { useFastest } from '../helpers/engines.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { compareMaps, goldenImage } from '../zoo/golden.js';
import { readGolden, readKeys, writePeerWeights } from '../zoo/peers.js';

const CASES = {
  'transformers4.segformer_b0': { backbone: { type: 'mit', size: 'b0' }, head: { type: 'segformer' } },
  'mmseg.segformer_mit-b0': {
    backbone: { type: 'mit', size: 'b0', variant: 'mmseg' },
    head: { type: 'segformer', variant: 'mmseg' },
  },
} as const;

test.before(() => useFastest());

async function published(t: ExecutionContext, name: keyof typeof CASES): Promise<CreateModelOptions | undefined> {
  const [golden, keys] = [await goldenOf(t, name), await readKeys(t, name)];
  if (!golden || !keys) return undefined;
  return { ...CASES[name], classes: 19, weights: await writePeerWeights(t, keys, golden.gain) };
}

function goldenOf(t: ExecutionContext, name: string) {
  return readGolden(t, name.startsWith('mmseg') ? `head.${name}` : name);
}

for (const name of Object.keys(CASES) as (keyof typeof CASES)[]) {
  test.serial(`one file gives backbone and head of ${name}, with its publisher's logits`, async (t) => {
    const options = await published(t, name);
    if (!options) return;
    const { network } = await createModel(options);
    const golden = await goldenOf(t, name);
    compareMaps(t, name, golden!, network.inputs[0] as tf.SymbolicTensor, { logits: network.outputs[0]! });
  });
}

test.serial('a segmenter of a published file predicts the classes of its logits, and so does its export', async (t) => {
  const options = await published(t, 'transformers4.segformer_b0');
  if (!options) return;
  const segmenter = await loadSegmenter(options);
  const [width, height] = [96, 64];
  const image = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 2654435761) >>> 24);
  const { mask } = await segmenter.predict({ image, width, height });
  t.is(segmenter.classes.length, 19);
  segmenter.dispose();

  const model = await createModel(options);
  const input = imageTensor(image, [1, height, width], model.normalization);
  t.deepEqual(mask, Uint8Array.from(predictClasses(model, input).dataSync()));
  t.true(new Set(mask).size > 1);
  // Layer norms are exported as the stock ones, which add up in another order.
  t.true((await changeByExport(t, model)) <= 3e-6);
  model.dispose();
});

test.serial(
  'HRNet with object-contextual representations is one call, and the same when it is exported and opened',
  async (t) => {
    const model = await createModel({ backbone: { type: 'hrnet', width: 18 }, head: { type: 'ocr' }, classes: 19 });
    t.is(model.classCount, 19);
    t.true((await changeByExport(t, model)) <= 1e-6);
    model.dispose();
  },
);

/** The largest difference that writing and reading a model makes to its logits, as a share of the largest of them. */
async function changeByExport(t: ExecutionContext, { network }: SegmentationModel): Promise<number> {
  const folder = join(temporaryFolder(t), 'exported');
  await writeLayersModel(network, folder);
  const reloaded = await readLayersModel(folder);
  const image = goldenImage([1, 3, 64, 96]);
  const [ours, theirs] = [network, reloaded].map((each) => each.predict(image) as tf.Tensor);
  const [largest, difference] = [ours!, ours!.sub(theirs!)].map((map) => map.abs().max().dataSync()[0]!);
  t.log(`off by ${difference} of ${largest}`);
  return difference! / largest!;
}

test.serial('a file for both is refused where a part takes no weights', async (t) => {
  const weights = 'segmenter.safetensors';
  const refusal = async (backbone: unknown, head: unknown) => {
    const options = { backbone, head, classes: 2, weights } as CreateModelOptions;
    const error = await t.throwsAsync(createModel(options), { instanceOf: ContrasegError });
    return error!.problems.map(({ message }) => message);
  };
  t.deepEqual(await refusal({ type: 'tiny' }, { type: 'segformer' }), [
    'a file for backbone and head alike; the backbone "tiny" takes no weights.',
  ]);
  t.deepEqual(await refusal(Mit.create(), { type: 'segformer' }), [
    'a file for backbone and head alike; the backbone, an object that is made already, takes no weights.',
  ]);
});

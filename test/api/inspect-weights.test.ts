import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { inspectWeights } from '../../src/api/inspect-weights.js';
import { encodeSafetensors } from '../../src/core/weights/safetensors.js';
import { contraseg } from '../helpers/contraseg.js';
import { useEngine } from '../helpers/engines.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { readKeys, writePeerWeights } from '../zoo/peers.js';

test.before(() => useEngine('cpu'));

const FITS: Readonly<Record<string, object[]>> = {
  'torchvision.resnet18': [{ type: 'resnet', depth: 18, variant: 'plain' }],
  'torchvision.lraspp_mobilenet_v3_large': [{ type: 'mobilenet-v3', size: 'large', variant: 'torchvision' }],
  // Names and shapes do not tell these two apart.
  'timm.tf_efficientnet_lite0': [
    { type: 'efficientnet-lite', size: 0, variant: 'tf' },
    { type: 'efficientnet-lite', size: 0, variant: 'timm' },
  ],
};

async function inspectPeer(t: ExecutionContext, peer: string, without?: string) {
  const keys = await readKeys(t, peer);
  if (!keys) return undefined;
  const { [without ?? '']: _, ...shapes } = keys;
  return inspectWeights(await writePeerWeights(t, shapes));
}

test.serial('a file is known by its names and shapes', async (t) => {
  for (const [peer, expected] of Object.entries(FITS)) {
    const inspection = await inspectPeer(t, peer);
    if (!inspection) return;
    t.deepEqual(inspection.fits.map(({ backbone }) => backbone) as object[], expected, peer);
  }
});

test.serial('a file that fits nothing is shown what it is nearest to, and what is between them', async (t) => {
  const before = memory().numTensors;
  const inspection = await inspectPeer(t, 'torchvision.mobilenet_v3_small', 'features.3.block.1.0.weight');
  if (!inspection) return;
  t.is(memory().numTensors, before);
  t.deepEqual(inspection.fits, []);
  const [{ backbone, found, wanted, problems }] = inspection.nearest as [(typeof inspection.nearest)[0]];
  t.deepEqual([backbone.type, backbone.size, wanted - found], ['mobilenet-v3', 'small', 1]);
  t.deepEqual(
    problems.map(({ path }) => path),
    ['features.3.block.1.0.weight'],
  );
});

test.serial('the command says what fits, what is left alone, or that nothing is known', async (t) => {
  const keys = await readKeys(t, 'torchvision.mobilenet_v3_small');
  if (!keys) return;
  const file = await writePeerWeights(t, keys);
  const { code, stdout, stderr } = await contraseg(temporaryFolder(t), 'weights', 'inspect', file);
  t.is(code, 0, stderr);
  t.regex(stdout, /\{ type: mobilenet-v3, size: small, variant: torchvision \} +torchvision/);
  t.regex(stdout, /leaves alone: classifier \(4\)/);

  const strange = join(temporaryFolder(t), 'strange.safetensors');
  await writeFile(strange, encodeSafetensors(new Map([['x', { dtype: 'F32', shape: [1], data: Float32Array.of(1) }]])));
  t.regex((await contraseg(temporaryFolder(t), 'weights', 'inspect', strange)).stdout, /no tensor of any network/);
});

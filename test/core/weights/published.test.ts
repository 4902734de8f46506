import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'ava';
import { readPlugins } from '../../../src/api/config.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import type { Backbone } from '../../../src/core/interfaces/backbone.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { ComponentBlueprint } from '../../../src/core/registry/registry.js';
import { RANDOM } from '../../../src/core/registry/tokens.js';
import { placeOfDownload } from '../../../src/core/weights/download.js';
import { type PublishedWeights, publishedFor, weightsPath } from '../../../src/core/weights/published.js';
import { IMAGENET_WEIGHTS } from '../../../src/plugins/backbones/imagenet-weights.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const BYTES = Buffer.from('weights');
const PUBLISHED: PublishedWeights = {
  name: 'small.in1k',
  backbone: { type: 'small', depth: 2 },
  url: 'https://example.org/small/model.safetensors',
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  megabytes: 1,
  licence: 'Apache-2.0',
};

test.serial('imagenet is the file in the cache, and says how to fetch it where it is not there', async (t) => {
  process.env.CONTRASEG_CACHE = temporaryFolder(t);
  const place = placeOfDownload(PUBLISHED);
  const { code, problems } = (await t.throwsAsync(weightsPath('imagenet', PUBLISHED), {
    instanceOf: ContrasegError,
  }))!;
  t.is(code, 'CONTRASEG_WEIGHTS_NOT_FETCHED');
  for (const part of ['npx contraseg weights fetch small.in1k', '1 MB, Apache-2.0', PUBLISHED.url, place]) {
    t.true(problems[0]!.hint!.includes(part), problems[0]!.hint);
  }

  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, BYTES);
  t.is(await weightsPath('imagenet', PUBLISHED), place);

  writeFileSync(place, 'damaged');
  await t.throwsAsync(weightsPath('imagenet', PUBLISHED), { code: 'CONTRASEG_WRONG_CHECKSUM' });
});

test('a path stays what it is, and a network that nobody published is named as one', async (t) => {
  t.is(await weightsPath('/a/file.safetensors', undefined), '/a/file.safetensors');
  t.is(await weightsPath(undefined, PUBLISHED), undefined);
  await t.throwsAsync(weightsPath('imagenet', undefined), { code: 'CONTRASEG_NO_IMAGENET_WEIGHTS' });
});

test('a published file is for the network whose options are its own, whatever others there are', (t) => {
  t.is(publishedFor({ type: 'small', depth: 2, outputStride: 8 }, [PUBLISHED]), PUBLISHED);
  t.is(publishedFor({ type: 'small', depth: 3 }, [PUBLISHED]), undefined);
  t.is(publishedFor({ type: 'other', depth: 2 }, [PUBLISHED]), undefined);
});

test('each entry of the table is one network that there is, which reads its publisher’s names', async (t) => {
  const { registry } = await readPlugins({ config: {} });
  registry.provide(RANDOM, new RandomStreams(0));
  const publishers = new Map<string, string>();
  for (const definition of registry.list('backbone')) {
    for (const given of definition.models ?? []) {
      const options = definition.options.parse(given) as Record<string, unknown>;
      const file = publishedFor({ type: definition.name, ...options }, IMAGENET_WEIGHTS);
      if (!file) continue;
      t.false(publishers.has(file.name), `${file.name} fits two networks`);
      const backbone = registry.build(new ComponentBlueprint(definition, options, 'backbone')) as Backbone;
      const { layouts = [] } = await backbone.prepare({ pretrained: false });
      publishers.set(file.name, layouts.map(({ source }) => source).join(', '));
    }
  }
  registry.dispose();
  t.deepEqual([...publishers.keys()].sort(), IMAGENET_WEIGHTS.map(({ name }) => name).sort());
  for (const { name, url, sha256 } of IMAGENET_WEIGHTS) {
    t.regex(publishers.get(name)!, url.includes('/timm/') ? /timm/ : /transformers/);
    t.regex(sha256, /^[0-9a-f]{64}$/);
  }
});

import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { buildNative } from '../../../../src/core/engine/native/build.js';
import { nativeDirectory, RECIPE, TFJS_VERSION } from '../../../../src/core/engine/native/cache.js';
import {
  damagedFiles,
  fileHash,
  findBuilds,
  MANIFEST,
  type NativeManifest,
  PLATFORM,
} from '../../../../src/core/engine/native/native-build.js';

const quiet = { gpu: false, verify: false, report: () => undefined };

test.beforeEach(async () => {
  process.env.CONTRASEG_CACHE = await mkdtemp(join(tmpdir(), 'contraseg-'));
});

test.afterEach.always(async () => {
  await rm(process.env.CONTRASEG_CACHE!, { recursive: true, force: true });
});

/** A build that looks finished, with one small file for its libraries. */
async function pretendBuild(name: string, changes: Partial<NativeManifest> = {}): Promise<string> {
  const directory = join(nativeDirectory(), name);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'library'), name);
  const files = { library: { size: name.length, sha256: await fileHash(join(directory, 'library')) } };
  const platform = PLATFORM;
  const manifest = {
    tensorflow: '2.21.0',
    tfjs: TFJS_VERSION,
    platform,
    recipe: RECIPE,
    gpu: false,
    files,
    ...changes,
  };
  await writeFile(join(directory, MANIFEST), JSON.stringify(manifest));
  return directory;
}

test.serial('builds with CUDA come first, then the newest TensorFlow', async (t) => {
  await pretendBuild('old', { tensorflow: '2.9.1' });
  await pretendBuild('new', { tensorflow: '2.21.0' });
  await pretendBuild('cuda', { tensorflow: '2.10.0', gpu: true });
  t.deepEqual(
    findBuilds().map(({ tensorflow }) => tensorflow),
    ['2.10.0', '2.21.0', '2.9.1'],
  );
});

test.serial('a build that was killed, cut short or made for something else is not used', async (t) => {
  await mkdir(join(nativeDirectory(), 'unfinished-1'), { recursive: true });
  await writeFile(join(nativeDirectory(), 'unfinished-1', MANIFEST), '{ "tensorflow":');
  await writeFile(join(await pretendBuild('cut'), 'library'), 'c');
  await pretendBuild('other-tfjs', { tfjs: '4.0.0' });
  await pretendBuild('other-platform', { platform: 'sunos-sparc' });
  await pretendBuild('other-recipe', { recipe: 0 });
  t.deepEqual(findBuilds(), []);
});

test.serial('a changed byte is found by its checksum', async (t) => {
  const directory = await pretendBuild('build');
  t.deepEqual(await damagedFiles(findBuilds()[0]!), []);
  await writeFile(join(directory, 'library'), 'bUild');
  t.deepEqual(await damagedFiles(findBuilds()[0]!), ['library']);
});

test.serial('the lock of a process that was killed expires', async (t) => {
  const directory = await pretendBuild('build');
  const lock = `${nativeDirectory()}.lock`;
  await mkdir(lock);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  t.is((await buildNative(quiet)).directory, directory);
});

test.serial('several processes at once get the same build', async (t) => {
  const directory = await pretendBuild('build');
  const builds = await Promise.all([buildNative(quiet), buildNative(quiet), buildNative(quiet)]);
  t.deepEqual(
    builds.map((build) => build.directory),
    [directory, directory, directory],
  );
});

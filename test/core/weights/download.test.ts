import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { download, placeOfDownload } from '../../../src/core/weights/download.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251));
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

interface Served {
  readonly url: string;
  /** The Range header of each request. */
  readonly ranges: (string | undefined)[];
}

/** Serves the bytes; the first answer breaks off after `breakAt` of them. */
async function serve(t: ExecutionContext, { breakAt = 0, ranges: takesRanges = true } = {}): Promise<Served> {
  process.env.CONTRASEG_CACHE = temporaryFolder(t);
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const begin = takesRanges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    if (begin >= BYTES.length) {
      response.writeHead(416).end();
      return;
    }
    response.writeHead(begin > 0 ? 206 : 200, { 'content-length': BYTES.length - begin });
    if (breakAt === 0 || ranges.length > 1) response.end(BYTES.subarray(begin));
    else response.write(BYTES.subarray(0, breakAt), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/model.safetensors`, ranges };
}

test.serial('a file is fetched once, with its progress, and is whole', async (t) => {
  const { url, ranges } = await serve(t);
  const progress: (number | undefined)[][] = [];
  const file = await download({ url, sha256: SHA256 }, (...each) => void progress.push(each));
  t.true(BYTES.equals(await readFile(file)));
  t.deepEqual(progress.at(-1), [BYTES.length, BYTES.length]);
  t.is(await download({ url, sha256: SHA256.toUpperCase() }), file);
  t.deepEqual(ranges, [undefined]);
});

for (const takesRanges of [true, false]) {
  test.serial(
    `a download that was cut off ${takesRanges ? 'goes on where it ended' : 'begins again where the server knows no ranges'}`,
    async (t) => {
      const { url, ranges } = await serve(t, { breakAt: 30_000, ranges: takesRanges });
      const file = { url, sha256: SHA256 };
      const error = await t.throwsAsync(download(file), { instanceOf: ContrasegError });
      t.is(error!.code, 'CONTRASEG_DOWNLOAD_FAILED');
      t.true(error!.problems[0]!.message.includes(url));
      t.true(error!.problems[0]!.hint!.includes(placeOfDownload(file)));
      t.false(existsSync(placeOfDownload(file)));
      t.true(BYTES.equals(await readFile(await download(file))));
      t.deepEqual(ranges, [undefined, 'bytes=30000-']);
    },
  );
}

test.serial('a whole part that was never renamed is used', async (t) => {
  const { url } = await serve(t);
  const file = { url, sha256: SHA256 };
  await mkdir(dirname(placeOfDownload(file)), { recursive: true });
  await writeFile(`${placeOfDownload(file)}.part`, BYTES);
  t.true(BYTES.equals(await readFile(await download(file))));
});

test.serial('another file than was wanted is removed, whether it was fetched or put there', async (t) => {
  const { url } = await serve(t);
  const file = { url, sha256: 'a'.repeat(64) };
  const wrong = { instanceOf: ContrasegError, message: new RegExp(`SHA-256 ${file.sha256}, the file has ${SHA256}`) };
  await t.throwsAsync(download(file), wrong);
  await writeFile(placeOfDownload(file), BYTES);
  await t.throwsAsync(download(file), wrong);
  t.false(existsSync(placeOfDownload(file)));
});

test.serial(
  'without a network the error names the URL and where the file may be put, and a file put there is used',
  async (t) => {
    process.env.CONTRASEG_CACHE = temporaryFolder(t);
    const file = { url: 'http://127.0.0.1:1/model.safetensors', sha256: SHA256 };
    const error = await t.throwsAsync(download(file), { instanceOf: ContrasegError });
    t.regex(error!.problems[0]!.message, /^http:\/\/127\.0\.0\.1:1\/model\.safetensors cannot be fetched: /);
    await writeFile(placeOfDownload(file), BYTES);
    t.is(await download(file), placeOfDownload(file));
  },
);

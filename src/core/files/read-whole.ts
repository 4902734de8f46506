import { open } from 'node:fs/promises';

/** Bytes that are asked for at once; Node's own `readFile` takes no file of 2 GiB. */
const CHUNK = 2 ** 26;

/** Reads a file of any size that fits into memory. */
export async function readWhole(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array((await handle.stat()).size);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(CHUNK, bytes.length - done), done);
      if (bytesRead === 0) return bytes.slice(0, done); // it was cut off meanwhile
      done += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

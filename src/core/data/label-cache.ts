import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** Class indices, row by row. */
export interface LabelMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Labels that were decoded, checked and converted once. They are kept compressed, a fiftieth of their size or less, and
 * unpacked in native threads, where decoding a PNG would take the thread that runs the training loop.
 */
export class LabelCache {
  private readonly masks = new Map<number, LabelMask>();

  async get(index: number): Promise<LabelMask | undefined> {
    const packed = this.masks.get(index);
    if (!packed) return undefined;
    const { width, height, data } = packed;
    // In one chunk: each would call back into the thread that waits.
    const { buffer, byteOffset, length } = await unpack(data, { chunkSize: Math.max(64, width * height) });
    return { width, height, data: new Uint8Array(buffer, byteOffset, length) };
  }

  async set(index: number, mask: LabelMask): Promise<void> {
    this.masks.set(index, { ...mask, data: await pack(mask.data, { level: 1 }) });
  }
}

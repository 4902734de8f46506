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
 * Labels that were decoded, checked and converted once. They are kept compressed, a twentieth of their size for street
 * scenes, and unpacked in native threads, where decoding a PNG would take the thread that runs the training loop.
 */
export class LabelCache {
  private readonly masks = new Map<number, Promise<LabelMask>>();

  async get(index: number): Promise<LabelMask | undefined> {
    const packed = await this.masks.get(index);
    if (!packed) return undefined;
    const { width, height } = packed;
    // In one chunk, and a byte more that says so: each chunk would call back into the thread that waits.
    const chunkSize = Math.max(64, width * height + 1);
    const { buffer, byteOffset, length } = await unpack(packed.data, { chunkSize });
    return { width, height, data: new Uint8Array(buffer, byteOffset, length) };
  }

  set(index: number, { width, height, data }: LabelMask): void {
    // A copy: what zlib returns is a slice of a larger chunk.
    const packed = pack(data, { level: 1 }).then((bytes) => ({ width, height, data: new Uint8Array(bytes) }));
    this.masks.set(index, packed);
  }
}

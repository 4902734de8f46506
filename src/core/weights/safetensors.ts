import { ContrasegError } from '../errors/index.js';
import { unreadableWeights } from '../errors/weights.js';
import { readWhole } from '../files/read-whole.js';
import { DTYPES, type Dtype, parseHeader, type TensorData } from './safetensors-header.js';

export interface SafeTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Half-precision values as their 16 bits, booleans as bytes. */
  readonly data: TensorData;
}

export interface SafeTensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes in the file. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/**
 * Reads a safetensors file, bit for bit.
 * @throws ContrasegError naming the file when it cannot be read or is damaged, with everything wrong in its header
 */
export async function readSafetensors(path: string): Promise<SafeTensors> {
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(path);
  } catch (error) {
    throw new ContrasegError(unreadableWeights(path, (error as NodeJS.ErrnoException).code ?? String(error)), {
      cause: error,
    });
  }
  return decodeSafetensors(bytes, path);
}

/** @param file named in errors */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafeTensors {
  const { metadata, entries, dataStart } = parseHeader(bytes, file);
  const tensors = new Map<string, SafeTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy, because typed arrays must be aligned and the file's offsets need not be.
    const { buffer } = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { dtype, shape, data: new DTYPES[dtype](buffer) });
  }
  return { metadata, tensors };
}

/** The bytes of a safetensors file; the same tensors in the same order give the same bytes. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let size = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Spaces after the header keep the data aligned to 8 bytes.
  const headerSize = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerSize + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerSize), true);
  bytes.fill(0x20, 8, 8 + headerSize);
  bytes.set(json, 8);
  let offset = 8 + headerSize;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

import { z } from 'zod';
import { ContrasegError, type Problem } from '../errors/index.js';
import { damagedWeights, damagedWeightsEntry } from '../errors/weights.js';

/** Element types of the format with the arrays that hold them; F16 and BF16 as raw 16 bits. */
export const DTYPES = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U64: BigUint64Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

export type Dtype = keyof typeof DTYPES;
export type TensorData = InstanceType<(typeof DTYPES)[Dtype]>;

interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes from the start of the data. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly entries: readonly HeaderEntry[];
  readonly dataStart: number;
}

const Metadata = z.record(z.string(), z.string());
const size = z.int().nonnegative();
const Entry = z.strictObject({
  dtype: z.enum(Object.keys(DTYPES) as [Dtype, ...Dtype[]]),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});

/** Reads and checks the header: types, shapes, and that the tensors fill the data without gap or overlap. */
export function parseHeader(bytes: Uint8Array, file: string): Header {
  const { json, dataStart } = headerJson(bytes, file);
  const { __metadata__ = {}, ...rest } = json;
  const problems: Problem[] = [];
  const metadata = Metadata.safeParse(__metadata__);
  if (!metadata.success) problems.push(damagedWeightsEntry(file, '__metadata__', 'expected strings by name'));

  const entries: HeaderEntry[] = [];
  for (const [name, value] of Object.entries(rest)) {
    const parsed = Entry.safeParse(value);
    if (!parsed.success) {
      const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      problems.push(damagedWeightsEntry(file, name, reasons.join('; ')));
      continue;
    }
    const { dtype, shape, data_offsets } = parsed.data;
    entries.push({ name, dtype, shape, begin: data_offsets[0], end: data_offsets[1] });
  }
  if (problems.length === 0) problems.push(...checkExtents(entries, bytes.length - dataStart, file));
  if (problems.length > 0) throw new ContrasegError(problems);
  return { metadata: metadata.data!, entries: entries.sort(byPosition), dataStart };
}

function headerJson(bytes: Uint8Array, file: string): { json: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw new ContrasegError(damagedWeights(file, `it has ${bytes.length} bytes only`));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) {
    throw new ContrasegError(
      damagedWeights(file, `its header should have ${length} bytes, the file has ${bytes.length}`),
    );
  }
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError('not an object');
    return { json: json as Record<string, unknown>, dataStart: 8 + length };
  } catch (error) {
    throw new ContrasegError(damagedWeights(file, 'its header is not JSON'), { cause: error });
  }
}

function checkExtents(entries: readonly HeaderEntry[], dataSize: number, file: string): Problem[] {
  const problems: Problem[] = [];
  let position = 0;
  for (const { name, dtype, shape, begin, end } of entries.toSorted(byPosition)) {
    const expected = shape.reduce((product, n) => product * n, DTYPES[dtype].BYTES_PER_ELEMENT);
    if (end - begin !== expected) {
      problems.push(
        damagedWeightsEntry(file, name, `${dtype} [${shape}] takes ${expected} bytes, found ${end - begin}`),
      );
    } else if (begin !== position) {
      problems.push(damagedWeightsEntry(file, name, `it should begin at byte ${position}, found ${begin}`));
    }
    position = end;
  }
  if (position !== dataSize && problems.length === 0) {
    problems.push(damagedWeights(file, `its tensors take ${position} bytes, found ${dataSize}`));
  }
  return problems;
}

function byPosition(a: HeaderEntry, b: HeaderEntry): number {
  return a.begin - b.begin || a.end - b.end;
}

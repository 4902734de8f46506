import { readFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { decodeSafetensors, encodeSafetensors, readSafetensors } from '../../../src/core/weights/safetensors.js';
import { DTYPES, type Dtype } from '../../../src/core/weights/safetensors-header.js';
import { sharedFile } from '../../helpers/shared.js';

/** A file made of a header and a number of data bytes. */
function file(header: unknown, dataSize: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataSize)]);
}

const messages = (bytes: Uint8Array) => {
  try {
    decodeSafetensors(bytes, 'w.safetensors');
    return [];
  } catch (error) {
    return (error as ContrasegError).problems.map(({ path, message }) => `${path ?? ''}: ${message}`);
  }
};

test('what is written comes back bit for bit, for every type and any values', (t) => {
  const tensor = fc
    .tuple(fc.constantFrom(...(Object.keys(DTYPES) as Dtype[])), fc.array(fc.nat({ max: 4 }), { maxLength: 3 }))
    .chain(([dtype, shape]) => {
      const size = shape.reduce((a, b) => a * b, DTYPES[dtype].BYTES_PER_ELEMENT);
      return fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => {
        return { dtype, shape, data: new DTYPES[dtype](new Uint8Array(bytes).buffer) };
      });
    });
  const metadata = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.string());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z/.]+$/), tensor), metadata, (tensors, strings) => {
      const encoded = encodeSafetensors(new Map(Object.entries(tensors)), strings);
      const decoded = decodeSafetensors(encoded, 'memory');
      t.deepEqual({ ...decoded.metadata }, { ...strings });
      const bytesOf = (data: ArrayBufferView) =>
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
      const plain = (entries: Iterable<[string, { dtype: Dtype; shape: readonly number[]; data: ArrayBufferView }]>) =>
        Object.fromEntries([...entries].map(([name, { dtype, shape, data }]) => [name, [dtype, shape, bytesOf(data)]]));
      t.deepEqual(plain(decoded.tensors), plain(Object.entries(tensors)));
      t.deepEqual(encodeSafetensors(decoded.tensors, decoded.metadata), encoded);
    }),
    { numRuns: 60 },
  );
});

test('data that is not aligned in the file is read all the same', (t) => {
  const header =
    '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}} ';
  const bytes = file(header, 5);
  bytes.set([7, 0, 0, 128, 63], bytes.length - 5);
  const { tensors } = decodeSafetensors(bytes, 'memory');
  t.deepEqual([...tensors.get('b')!.data], [1]);
});

test('published weights are read with their metadata', async (t) => {
  const path = sharedFile(t, 'weights/mobilenet_v2_1.0_imagenet.safetensors');
  if (!path) return;
  const { metadata, tensors } = await readSafetensors(path);
  t.is(metadata.license, 'Apache-2.0');
  t.deepEqual(tensors.get('blocks.3.expand.conv.weight')?.shape, [144, 24, 1, 1]);
  const bytes = await readFile(path);
  t.deepEqual(messages(bytes.subarray(0, bytes.length - 1)), [
    ': not a whole safetensors file: its tensors take 9036544 bytes, found 9036543.',
  ]);
});

test('damage is described', async (t) => {
  const f32 = (begin: number, end: number) => ({ dtype: 'F32', shape: [2], data_offsets: [begin, end] });
  t.deepEqual(messages(new Uint8Array(3)), [': not a whole safetensors file: it has 3 bytes only.']);
  t.deepEqual(messages(file('{]', 0)), [': not a whole safetensors file: its header is not JSON.']);
  t.deepEqual(messages(file({ a: f32(0, 8), b: f32(0, 8) }, 8)), ['b: it should begin at byte 8, found 0.']);
  t.deepEqual(messages(file({ a: f32(0, 8), b: f32(12, 20) }, 20)), ['b: it should begin at byte 8, found 12.']);
  t.deepEqual(messages(file({ a: f32(0, 4) }, 4)), ['a: F32 [2] takes 8 bytes, found 4.']);
  const several = { a: { ...f32(0, 8), dtype: 'F33' }, b: { ...f32(0, 8), shape: [-2] }, __metadata__: { n: 1 } };
  t.deepEqual(
    messages(file(several, 8)).map((message) => message.split(':')[0]),
    ['__metadata__', 'a', 'b'],
  );
  const missing = await t.throwsAsync(readSafetensors('/nowhere/w.safetensors'), { instanceOf: ContrasegError });
  t.regex(
    missing!.message,
    /CONTRASEG_UNREADABLE_WEIGHTS \/nowhere\/w.safetensors: the file cannot be read \(ENOENT\)/,
  );
});

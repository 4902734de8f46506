import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { ContrasegError } from '../../../../src/core/errors/index.js';
import { NO_SEAL, seal } from '../../../../src/core/files/seal.js';
import {
  type CheckpointContent,
  decodeCheckpoint,
  encodeCheckpoint,
  readCheckpoint,
} from '../../../../src/core/run/checkpoint/checkpoint-file.js';
import { encodeSafetensors } from '../../../../src/core/weights/safetensors.js';
import { parseHeader } from '../../../../src/core/weights/safetensors-header.js';
import { headerAt } from '../../../helpers/checkpoints.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';

const CONTENT: CheckpointContent = {
  header: headerAt(7, 0.5),
  values: { optimizer: { steps: 7 }, streams: { data: [1, 2, 3, 4] } },
  tensors: new Map([
    ['model/kernel', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, -0, Number.NaN, 1e-40) }],
    ['model/count', { dtype: 'I32', shape: [], data: Int32Array.of(-5) }],
  ]),
};

/** What decoding it throws; fails where it loads. */
function refusal(bytes: Uint8Array): string {
  try {
    decodeCheckpoint(bytes, 'last.safetensors');
  } catch (error) {
    if (!(error instanceof ContrasegError)) return String((error as Error).stack);
    return `${error.code} ${error.problems.length} ${error.message}`;
  }
  return 'loads';
}

const DAMAGED = /^CONTRASEG_DAMAGED_CHECKPOINT 1 CONTRASEG_DAMAGED_CHECKPOINT last\.safetensors: /;

test('what is written comes back bit for bit, and the same content gives the same bytes', (t) => {
  const bytes = encodeCheckpoint(CONTENT);
  t.deepEqual(decodeCheckpoint(bytes, ''), CONTENT);
  t.deepEqual(encodeCheckpoint(CONTENT), bytes);
  const undecided = encodeCheckpoint({ ...CONTENT, header: headerAt(7, Number.NaN) });
  t.deepEqual(decodeCheckpoint(undecided, '').header, headerAt(7));
});

test('no file with one bit flipped loads, and none that was cut off', (t) => {
  const whole = encodeCheckpoint(CONTENT);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = whole.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    if (!DAMAGED.test(refusal(bytes))) t.fail(`bit ${bit}: ${refusal(bytes)}`);
  }
  for (let size = 0; size < whole.length; size++) {
    if (!DAMAGED.test(refusal(whole.subarray(0, size)))) t.fail(`${size} bytes: ${refusal(whole.subarray(0, size))}`);
  }
  t.pass();
});

test('no file with a stretch of garbage or of zeros loads, and none with bytes added', (t) => {
  const whole = encodeCheckpoint(CONTENT);
  const stretch = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.integer({ min: 1, max: 512 }).map((size) => new Uint8Array(size)),
    fc.string({ minLength: 1, maxLength: 40 }).map((text) => new Uint8Array(Buffer.from(text))),
  );
  fc.assert(
    fc.property(stretch, fc.nat(whole.length), (garbage, at) => {
      const bytes = new Uint8Array(Math.max(whole.length, at + garbage.length));
      bytes.set(whole);
      bytes.set(garbage, at);
      fc.pre(Buffer.compare(bytes, whole) !== 0);
      t.regex(refusal(bytes), DAMAGED);
    }),
    { numRuns: 400 },
  );
});

const IDENTITY = '"classes":["road"],"trainingImages":"abc"';
const HEADER = `{"iteration":1,${IDENTITY}}`;

/** What a file with a right checksum over this metadata throws. */
function sealed(metadata: Record<string, string>): string {
  const right = { format: 'contraseg-checkpoint-2', sha256: NO_SEAL, header: HEADER, values: '{}' };
  const bytes = encodeSafetensors(CONTENT.tensors, { ...right, ...metadata });
  seal(bytes, parseHeader(bytes, '').dataStart);
  return refusal(bytes);
}

test('what is not a state is refused with a right checksum too', (t) => {
  t.is(sealed({}), 'loads');
  for (const iteration of ['-5', '1e300', '1.5', '9007199254740992', '"x"', 'null', '1e999']) {
    t.regex(
      sealed({ header: `{"iteration":${iteration},${IDENTITY}}` }),
      /DAMAGED_CHECKPOINT 1 .* header\.iteration: /,
      iteration,
    );
  }
  for (const best of ['"x"', 'null', '{}', '1e999']) {
    t.regex(
      sealed({ header: `{"iteration":1,"best":${best},${IDENTITY}}` }),
      /DAMAGED_CHECKPOINT 1 .* header\.best: /,
      best,
    );
  }
  for (const header of ['{}', '[]', 'null', '{', '', HEADER.replace('}', ',"worst":2}')])
    t.regex(sealed({ header }), DAMAGED);
  for (const values of ['[]', 'null', '7', '{"model":3}', '{"model":[1]}', '}']) t.regex(sealed({ values }), DAMAGED);
});

test('files that are no checkpoints, or that have no checksum, are refused', (t) => {
  const metadata = { format: 'contraseg-checkpoint-2', header: HEADER, values: '{}' };
  for (const sha256 of ['', 'x', NO_SEAL, 'contraseg']) {
    t.regex(refusal(encodeSafetensors(CONTENT.tensors, { ...metadata, sha256 })), /its checksum differs/);
  }
  t.regex(refusal(encodeSafetensors(CONTENT.tensors, metadata)), /its checksum differs/);
  t.regex(refusal(encodeSafetensors(CONTENT.tensors, { license: 'MIT' })), /not marked as a checkpoint/);
});

test('a file of the format without a checksum is refused as such', (t) => {
  const metadata = { format: 'contraseg-checkpoint-1', header: '{"iteration":3}', values: '{}' };
  t.regex(refusal(encodeSafetensors(CONTENT.tensors, metadata)), /^CONTRASEG_OLDER_CHECKPOINT.* an earlier version/);
});

/** The reasons that a refusal gives. */
const reasons = (refused: string) => /was not loaded: (.*)\.\n/.exec(refused)?.[1];

test('all that is wrong is said, and said once: of the header, of the values, of the tensors', (t) => {
  t.is(reasons(sealed({ header: '{' })), 'its header is not JSON');
  t.is(reasons(sealed({ values: '}' })), 'its values is not JSON');
  t.regex(
    reasons(sealed({ header: '{"iteration":-5}' }))!,
    /^header\.iteration: .*; header\.classes: .*; header\.train/,
  );
  t.regex(reasons(sealed({ header: '7' }))!, /^header: /);
  const whole = encodeCheckpoint(CONTENT);
  t.is(reasons(refusal(whole.subarray(0, 4))), 'not a whole safetensors file: it has 4 bytes only');
  const text = Buffer.from(whole).toString('latin1').replace('"dtype":"F32"', '"dtype":"F33"');
  const types = Buffer.from(text.replace('"dtype":"I32"', '"dtype":"I33"'), 'latin1');
  t.regex(reasons(refusal(types))!, /^model\/kernel: dtype: .*"F32".*\. model\/count: dtype: .*[^.]$/);
});

test('a checkpoint that is not there is another thing than one that cannot be read', async (t) => {
  const folder = temporaryFolder(t);
  await t.throwsAsync(readCheckpoint(join(folder, 'last.safetensors')), { code: 'CONTRASEG_NO_CHECKPOINT' });
  const error = await t.throwsAsync(readCheckpoint(folder), { code: 'CONTRASEG_DAMAGED_CHECKPOINT' });
  t.regex(error!.message, /it cannot be read \(EISDIR\)/);
  t.is((error!.cause as NodeJS.ErrnoException).code, 'EISDIR');
});

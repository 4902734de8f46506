import { z } from 'zod';
import { damagedCheckpoint, noCheckpoint, olderCheckpoint } from '../../errors/checkpoints.js';
import { ContrasegError } from '../../errors/index.js';
import { readWhole } from '../../files/read-whole.js';
import { isSealed, NO_SEAL, seal } from '../../files/seal.js';
import type { JsonValue } from '../../interfaces/stateful.js';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../../weights/safetensors.js';
import { parseHeader } from '../../weights/safetensors-header.js';

const FORMAT = 'contraseg-checkpoint-2';
/** Without a checksum: whether such a file is whole cannot be known. */
const OLDER_FORMATS = ['contraseg-checkpoint-1'];

/** What a checkpoint belongs to; a run takes none of another. */
const Identity = {
  /** Names of the classes, in order. */
  classes: z.array(z.string()).readonly(),
  /** Fingerprint of the training split. */
  trainingImages: z.string(),
};

const Header = z.strictObject({
  /** Steps that were finished. */
  iteration: z.int().nonnegative(),
  /** Best value so far of the metric that the best model is kept by. */
  best: z.number().optional(),
  /** Steps that were finished at the last evaluation. */
  evaluated: z.int().nonnegative().optional(),
  ...Identity,
});

const Values = z.record(z.string(), z.record(z.string(), z.json()));

export type CheckpointHeader = Readonly<z.infer<typeof Header>>;
export type RunIdentity = Pick<CheckpointHeader, keyof typeof Identity>;

/** What a checkpoint holds: tensors as `<part>/<tensor>`, values by part. */
export interface CheckpointContent {
  readonly header: CheckpointHeader;
  readonly values: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/**
 * The bytes of a checkpoint: a safetensors file whose metadata carries its values and the checksum of all of it. A best
 * value that is not finite is none.
 */
export function encodeCheckpoint({ header, values, tensors }: CheckpointContent): Uint8Array {
  const bytes = encodeSafetensors(tensors, {
    format: FORMAT,
    sha256: NO_SEAL,
    header: JSON.stringify({ ...header, best: Number.isFinite(header.best) ? header.best : undefined }),
    values: JSON.stringify(values),
  });
  seal(bytes, parseHeader(bytes, '').dataStart);
  return bytes;
}

/**
 * Reads a checkpoint and checks every byte of it.
 * @throws ContrasegError `CONTRASEG_NO_CHECKPOINT` or, whatever is wrong with it, `CONTRASEG_DAMAGED_CHECKPOINT`
 */
export async function readCheckpoint(file: string): Promise<CheckpointContent> {
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ContrasegError(noCheckpoint(file));
    throw new ContrasegError(damagedCheckpoint(file, `it cannot be read (${code ?? message})`), { cause: error });
  }
  return decodeCheckpoint(bytes, file);
}

/** @param file named in errors */
export function decodeCheckpoint(bytes: Uint8Array, file: string): CheckpointContent {
  try {
    const { metadata, dataStart } = parseHeader(bytes, file);
    if (OLDER_FORMATS.includes(metadata.format ?? '')) throw new ContrasegError(olderCheckpoint(file));
    if (metadata.format !== FORMAT) throw new Damage('it is not marked as a checkpoint of contraseg');
    if (!isSealed(bytes, metadata.sha256 ?? '', dataStart)) throw new Damage('its checksum differs');
    const header = parse(Header, metadata.header, 'header');
    const values = parse(Values, metadata.values, 'values') as CheckpointContent['values'];
    return { header, values, tensors: decodeSafetensors(bytes, file).tensors };
  } catch (error) {
    throw asDamage(error, file);
  }
}

class Damage extends Error {}

function parse<T>(schema: z.ZodType<T>, text: string | undefined, name: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text ?? '');
  } catch {
    throw new Damage(`its ${name} is not JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${[name, ...issue.path].join('.')}: ${issue.message}`);
  throw new Damage(reasons.join('; '));
}

/** One error for everything that damage can do, also to the safetensors file that a checkpoint is. */
function asDamage(error: unknown, file: string): unknown {
  if (error instanceof Damage) return new ContrasegError(damagedCheckpoint(file, error.message));
  if (!(error instanceof ContrasegError) || error.code !== 'CONTRASEG_DAMAGED_WEIGHTS') return error;
  const reasons = error.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return new ContrasegError(damagedCheckpoint(file, reasons.join(' ').replace(/\.$/, '')), { cause: error });
}

import { existsSync } from 'node:fs';
import type { RandomStream } from '../../core/random/random-stream.js';
import { readCheckpoint } from '../../core/run/checkpoint/checkpoint-file.js';

/** An embedding from a memory bank. */
export interface BankRow {
  readonly bank: number;
  readonly classId: number;
  readonly embedding: Float32Array;
}

/** Banks lie in a checkpoint as `losses.<loss>/<bank>/<class>/<block>`, blocks of shape `[rows, dimension]`. */
const BLOCK = /^losses\.[^/]+\/(\d+)\/(\d+)\/\d+$/;

/** Rows of the memory banks in a checkpoint, as evenly as possible from every bank and class; none where it has no banks. */
export async function sampleBankRows(checkpoint: string, count: number, random: RandomStream): Promise<BankRow[]> {
  if (!existsSync(checkpoint)) return [];
  const { tensors } = await readCheckpoint(checkpoint);
  const queues = new Map<string, BankRow[]>();
  for (const [name, { shape, data }] of tensors) {
    const [, bank, classId] = BLOCK.exec(name) ?? [];
    if (bank === undefined || classId === undefined || !(data instanceof Float32Array)) continue;
    const [size = 0, dimension = 0] = shape;
    const rows = Array.from({ length: size }, (_, row) => ({
      bank: Number(bank),
      classId: Number(classId),
      embedding: data.subarray(row * dimension, (row + 1) * dimension),
    }));
    queues.set(`${bank}/${classId}`, [...(queues.get(`${bank}/${classId}`) ?? []), ...rows]);
  }
  let left = count;
  let open = queues.size;
  const smallestFirst = [...queues.values()].sort((a, b) => a.length - b.length);
  return smallestFirst.flatMap((rows) => {
    const share = Math.min(rows.length, Math.floor(left / open--));
    left -= share;
    return Array.from(random.choose(share, rows.length), (row) => rows[row]!);
  });
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { encodeCheckpoint } from '../../src/core/run/checkpoint/checkpoint-file.js';
import { sampleBankRows } from '../../src/report/data/bank-rows.js';
import { headerAt } from '../helpers/checkpoints.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** A checkpoint whose row values say where they come from: bank, class, row. */
async function checkpoint(t: ExecutionContext, sizes: Record<string, number>): Promise<string> {
  const file = join(temporaryFolder(t), 'last.safetensors');
  const tensors = Object.entries(sizes).map(([name, rows]) => {
    const [bank, classId, block] = name.split('/').map(Number) as [number, number, number];
    const data = Float32Array.from(
      { length: rows * 3 },
      (_, i) => [bank, classId, 1000 * block + Math.floor(i / 3)][i % 3]!,
    );
    return [`losses.pixel-contrast/${name}`, { dtype: 'F32', shape: [rows, 3], data }] as const;
  });
  const other = { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) } as const;
  const all = [...tensors, ['model/0/0/0', other], ['optimizer/mean/losses/x/0/0', other]] as const;
  await writeFile(file, encodeCheckpoint({ header: headerAt(0), values: {}, tensors: new Map(all) }));
  return file;
}

test('rows keep their bank and class, none is taken twice, and nothing but banks is read', async (t) => {
  const sizes = fc.dictionary(fc.stringMatching(/^[01]\/[0-3]\/[01]$/), fc.integer({ min: 1, max: 9 }));
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 0, max: 60 }), async (rows, count) => {
      const file = await checkpoint(t, rows);
      const found = await sampleBankRows(file, count, RandomStream.fromSeed(1));
      const available = Object.values(rows).reduce((sum, size) => sum + size, 0);
      t.is(found.length, Math.min(count, available));
      t.true(found.every(({ bank, classId, embedding }) => embedding[0] === bank && embedding[1] === classId));
      t.is(new Set(found.map(({ embedding }) => embedding.join())).size, found.length);
    }),
    { numRuns: 30 },
  );
});

test('small queues are taken whole, and the rest is shared evenly', async (t) => {
  const file = await checkpoint(t, { '0/0/0': 100, '0/1/0': 5, '0/2/0': 60, '0/2/1': 60, '1/0/0': 2 });
  const rows = await sampleBankRows(file, 47, RandomStream.fromSeed(1));
  const count = (bank: number, classId: number) =>
    rows.filter((row) => row.bank === bank && row.classId === classId).length;
  t.deepEqual([count(0, 0), count(0, 1), count(0, 2), count(1, 0)], [20, 5, 20, 2]);
});

test('a checkpoint that is not there has no rows', async (t) => {
  t.deepEqual(await sampleBankRows('not-there', 5, RandomStream.fromSeed(1)), []);
});

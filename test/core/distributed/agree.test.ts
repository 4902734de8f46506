import test from 'ava';
import { agree } from '../../../src/core/distributed/agree.js';
import { ALONE } from '../../../src/core/distributed/alone.js';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { replayRanks } from '../../helpers/replayed-ranks.js';

const config = (rank: number) => ({
  optimizer: { type: 'sgd', learningRate: rank === 1 ? 0.25 : 0.5 },
  name: 'ä'.repeat(rank),
});

test('ranks that were started alike go on, and a process on its own asks nobody', (t) => {
  t.deepEqual(
    replayRanks(3, (collective) => agree(collective, config(0))),
    [undefined, undefined, undefined],
  );
  t.notThrows(() => agree({ ...ALONE, allGather: () => t.fail() as never }, config(0)));
});

test('ranks that were not are all told what differs and where, however long each text is', (t) => {
  for (const error of replayRanks(3, (collective, rank) => agree(collective, config(rank)))) {
    t.true(error instanceof ContrasegError);
    t.deepEqual((error as ContrasegError).problems[0]!.message.split('\n').slice(1), [
      '  optimizer.learningRate: 0.5 on rank 0, 0.25 on rank 1',
      '  name: "" on rank 0, "ä" on rank 1',
      '  name: "" on rank 0, "ää" on rank 2',
    ]);
  }
});

test('what each may have for itself is found where hashes differ, and no reason to stop', (t) => {
  const own = (rank: number) => ({ threads: 1 + rank, data: { root: `/host-${rank}/data` } });
  t.deepEqual(
    replayRanks(2, (collective, rank) => agree(collective, own(rank))),
    [undefined, undefined],
  );
});

import test from 'ava';
import { awaitRanks } from '../../../src/cli/launch/await-ranks.js';
import { Forwarding } from '../../../src/cli/launch/forwarding.js';
import { RankProcess } from '../../../src/cli/launch/rank-process.js';

/** Ranks that run these lines, once all of them have begun. */
function ranks(...bodies: readonly string[]): RankProcess[] {
  const addresses = bodies.map((_, rank) => `127.0.0.1:${rank + 1}`);
  return bodies.map((body, rank) => new RankProcess({ rank, addresses, command: [process.execPath, '-e', body] }));
}

test('a rank that does not end when another one failed is killed after the time that it is given', async (t) => {
  const forwarding = new Forwarding();
  t.teardown(() => forwarding.close());
  const start = performance.now();
  const endings = await awaitRanks(
    ranks("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", 'setTimeout(() => process.exit(3), 800)'),
    forwarding,
    500,
  );
  t.deepEqual(
    endings.map(({ rank, code, signal, byUs }) => ({ rank, code, signal, byUs })),
    [
      { rank: 1, code: 3, signal: null, byUs: false },
      { rank: 0, code: null, signal: 'SIGKILL', byUs: true },
    ],
  );
  t.true(performance.now() - start < 10_000);
});

test('what a rank tells at its very end arrives', async (t) => {
  const [rank] = ranks('process.send({ error: "x".repeat(200000) }); process.exitCode = 1');
  t.is((await rank!.ended).error!.length, 200_000);
});

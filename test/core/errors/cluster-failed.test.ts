import test from 'ava';
import { clusterFailed } from '../../../src/core/errors/cluster.js';

const TASKS = [0, 1, 2].map((index) => ({ job: 'worker', index, address: `host-${index}:2222` }));
const RANK_1 = 'rank 1 (worker 1, host-1:2222)';
const RANK_2 = 'rank 2 (worker 2, host-2:2222)';

/** What rank 0 of three says. */
function said(message: string): string {
  return clusterFailed({ tasks: TASKS, rank: 0 }, message).message;
}

test('a process that ended is named', (t) => {
  const message = `Collective ops is aborted by: recvmsg:Connection reset by peer
Additional GRPC error information from remote target /job:worker/replica:0/task:1 while calling /tensorflow.WorkerService/RecvBuf:
The error could be from a previous operation. Restart your program to reset.`;
  t.is(said(message), `rank 0 (worker 0, host-0:2222) of 3 ends: ${RANK_1} is gone.`);
});

test('a process that does not come is named, and not the one that said so', (t) => {
  const message =
    'Barrier timed out. Id: WaitForAllTasks. This usually happens because a task triggered the barrier too early or too slowly. ' +
    '# of tasks that reached the barrier: 2/3. The first task at the barrier: /job:worker/replica:0/task:1. ' +
    'Some timed out task names:\n/job:worker/replica:0/task:2\n';
  t.is(said(message), `rank 0 (worker 0, host-0:2222) of 3 ends: ${RANK_2} did not come.`);
});

test('a process that is silent is named', (t) => {
  const message = 'The following tasks are unhealthy (stopped sending heartbeats):\n/job:worker/replica:0/task:1\n';
  t.is(said(message), `rank 0 (worker 0, host-0:2222) of 3 ends: ${RANK_1} shows no sign of life.`);
});

test('task 1 is not task 12', (t) => {
  const tasks = Array.from({ length: 13 }, (_, index) => ({ job: 'worker', index, address: `h:${index}` }));
  const { message } = clusterFailed({ tasks, rank: 0 }, 'Socket closed /job:worker/replica:0/task:12');
  t.true(message.includes('rank 12 (') && !message.includes('rank 1 ('));
});

test('what is not known is said in the words of TensorFlow', (t) => {
  t.is(
    said('Inconsistent shapes\nand more'),
    'rank 0 (worker 0, host-0:2222) of 3 ends: another process: Inconsistent shapes.',
  );
});

import { z } from 'zod';
import type { Cluster } from '../cluster.js';
import { type Environment, Variables } from './variables.js';

/** The jobs that train, in the order of their ranks. */
const JOBS = ['chief', 'worker'];

const TfConfig = z.looseObject({
  cluster: z.record(z.string(), z.array(z.string().regex(/^(?:\[[\da-fA-F:.]+\]|[\w.-]+):\d+$/, 'expected host:port'))),
  task: z.looseObject({ type: z.string(), index: z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]) }),
});

/** TF_CONFIG, as a Kubeflow TFJob, Vertex AI and `--processes` set it: the chief is rank 0, workers follow. */
export function readTfConfig(env: Environment): Cluster | undefined {
  const variables = new Variables(env, ['TF_CONFIG']);
  const text = variables.text('TF_CONFIG');
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    variables.fail('TF_CONFIG is no JSON');
  }
  if (isEmpty(json)) return undefined;
  const parsed = TfConfig.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    return variables.fail(`TF_CONFIG is not as TensorFlow documents it: ${path.join('.')}: ${message}`);
  }
  const { cluster, task } = parsed.data;
  const others = [...new Set([...Object.keys(cluster), task.type])].filter((job) => !JOBS.includes(job));
  if (others.length > 0) {
    variables.fail(
      `there is a task of type "${others[0]}"`,
      'training is synchronous: a chief and workers, no parameter servers; ranks share the evaluations, so no evaluator either',
    );
  }
  const tasks = JOBS.flatMap((job) => (cluster[job] ?? []).map((address, index) => ({ job, index, address })));
  if ((cluster.chief?.length ?? 0) > 1) variables.fail('there is more than one chief');
  if (new Set(tasks.map(({ address }) => address)).size < tasks.length) variables.fail('two tasks have one address');
  const rank = tasks.findIndex(({ job, index }) => job === task.type && index === task.index);
  if (rank < 0) variables.fail(`the task ${task.type} ${task.index} is none of the cluster`);
  return { tasks, rank };
}

/** What a resolver of TensorFlow takes for a single process as well. */
function isEmpty(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !('cluster' in json) && !('task' in json);
}

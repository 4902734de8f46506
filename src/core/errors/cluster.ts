import type { Cluster } from '../distributed/cluster.js';
import type { Problem } from './contraseg-error.js';

/** Variables that say which processes belong together and do not add up. @param found what they are, as `NAME=value` */
export function invalidCluster(reason: string, found: readonly string[], hint?: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_CLUSTER',
    message: `the environment announces several processes, but ${reason}; found ${found.join(', ')}.`,
    hint: hint ?? 'docs/scale.md says which variables are read; unset them all for a single process',
  };
}

/** `--processes` where a launcher has started this process as one of several already. */
export function nestedCluster(size: number): Problem {
  return {
    code: 'CONTRASEG_NESTED_CLUSTER',
    path: '--processes',
    message: `this process is already one of ${size} that srun, mpirun, torchrun or a TFJob started.`,
    hint: 'leave --processes away, or start one process',
  };
}

/** @param option of `train` */
export function forOneProcess(option: string): Problem {
  return {
    code: 'CONTRASEG_FOR_ONE_PROCESS',
    path: option,
    message: 'this is the work of a single process, and several were started.',
    hint: 'start it without srun, mpirun, torchrun or a TFJob',
  };
}

/** @param lines what differs, and on which ranks */
export function ranksDisagree(lines: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_RANKS_DISAGREE',
    message: `the processes were not started alike:\n  ${lines.join('\n  ')}`,
    hint: 'give every process the same configuration, options, data and version of contraseg',
  };
}

/** @param how in words: by which signal, with which code */
export function rankEnded(rank: number, pid: number | undefined, how: string, hint: string): Problem {
  return {
    code: 'CONTRASEG_RANK_ENDED',
    message: `rank ${rank} (process ${pid}) ${how}.`,
    hint,
  };
}

/** What TensorFlow says in the usual cases, and what that means; {} is who it speaks of. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/reached the barrier|timed out task names/i, '{} did not come'],
  [/heartbeat|unhealthy/i, '{} shows no sign of life'],
  [/timed out|deadline/i, '{} did not answer in time'],
  [
    /reset by peer|connection refused|socket closed|unavailable|failed to connect|end of tcp stream|cancelled/i,
    '{} is gone',
  ],
];

/**
 * The processes of a cluster lost each other. TensorFlow's runtime cannot be used any more, so all of them end.
 * @param said TensorFlow's message
 */
export function clusterFailed(cluster: Cluster, said: string): Problem {
  const { tasks, rank } = cluster;
  const own = tasks[rank]!;
  const others = tasks
    .map((task, r) => ({ ...task, text: `rank ${r} (${task.job} ${task.index}, ${task.address})`, r }))
    .filter(({ r }) => r !== rank);
  // Of a barrier it also says who told it: only those that it waited for are meant.
  const about = /timed out task names:?(.*)/is.exec(said)?.[1] ?? said;
  const named = others.filter(({ job, index }) =>
    new RegExp(`/job:${job}/(replica:\\d+/)?task:${index}(?!\\d)`).test(about),
  );
  const whom = named.length > 0 ? named.map(({ text }) => text).join(', ') : 'another process';
  const [, cause = `{}: ${said.trim().split('\n')[0]}`] = CAUSES.find(([pattern]) => pattern.test(said)) ?? [];
  return {
    code: 'CONTRASEG_CLUSTER_FAILED',
    message: `rank ${rank} (${own.job} ${own.index}, ${own.address}) of ${tasks.length} ends: ${cause.replace('{}', whom)}.`,
    hint: 'that process says why it ended; start all of them again with --resume to go on from the last checkpoint',
  };
}

/** The address that the others know this process by cannot be listened on. */
export function clusterPortTaken({ tasks, rank }: Cluster, said: string): Problem {
  return {
    code: 'CONTRASEG_CLUSTER_PORT_TAKEN',
    message: `rank ${rank} cannot listen on its address ${tasks[rank]!.address}: ${said.trim().split('\n')[0]}.`,
    hint: 'another program, or another run, has the port; choose others',
  };
}

/** Several processes where the engine cannot reach the others. @param engine what was asked for or found */
export function engineWithoutCluster(engine: string, processes: number, reason: string): Problem {
  return {
    code: 'CONTRASEG_ENGINE_WITHOUT_CLUSTER',
    message: `the environment announces ${processes} processes, which only the native engine can join; ${engine}: ${reason}.`,
    hint: '`contraseg native` builds it; engine: native-cpu asks for it; unset the variables in docs/scale.md for a single process',
  };
}

/** @param ranks those whose weights are not those of the others */
export function ranksDiverged(ranks: readonly number[], size: number, iteration: number): Problem {
  return {
    code: 'CONTRASEG_CLUSTER_DIVERGED',
    message: `after iteration ${iteration} the weights of rank ${ranks.join(', ')} are not those of the other ranks, ${size} in all.`,
    hint: 'another TensorFlow, another processor or damaged memory; a plugin that draws from Math.random or reads the rank does it, too',
  };
}

/** `trainer.batchSize` counts the images of all processes. */
export function indivisibleBatch(batchSize: number, ranks: number): Problem {
  const below = batchSize - (batchSize % ranks);
  return {
    code: 'CONTRASEG_INDIVISIBLE_BATCH',
    path: 'trainer.batchSize',
    message: `a batch of ${batchSize} images cannot be divided by ${ranks} processes.`,
    hint: `batchSize counts the images of all processes: write ${below > 0 ? `${below} or ` : ''}${below + ranks}, or start ${divisorsUpTo(batchSize, ranks).at(-1)} processes`,
  };
}

function divisorsUpTo(value: number, limit: number): number[] {
  return Array.from({ length: limit }, (_, i) => i + 1).filter((divisor) => value % divisor === 0);
}

/** A rank reads another checkpoint than rank 0 does. */
export function foreignCheckpoint(file: string, found: number, expected: number, rank: number): Problem {
  return {
    code: 'CONTRASEG_RANKS_DISAGREE',
    file,
    message: `rank ${rank} finds a checkpoint of iteration ${found}, rank 0 goes on from iteration ${expected}.`,
    hint: 'the folder of the run must lie on a file system that all processes share',
  };
}

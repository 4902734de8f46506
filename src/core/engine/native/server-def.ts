import type { Cluster, Task } from '../../distributed/cluster.js';

/** How long TensorFlow waits for the other processes, in milliseconds. */
export interface Patience {
  /** For all of them to come. */
  readonly join: number;
  /** For a sign of life of one that is silent. */
  readonly heartbeat: number;
}

/**
 * What TensorFlow must know to join a cluster: a `tensorflow.ServerDef` as text. Rank 0 leads the group and runs the coordination
 * service. The barrier is what makes the time-out for joining work, and without a group leader the first collective hangs.
 */
export function serverDef({ tasks, rank }: Cluster, patience: Patience): string {
  const own = tasks[rank]!;
  const leader = taskName(tasks[0]!);
  const jobs = [...new Set(tasks.map(({ job }) => job))].map((name) => ({
    name,
    members: tasks.filter(({ job }) => job === name),
  }));
  const cluster = jobs.map(({ name, members }) => {
    const addresses = members.map(({ index, address }) => `tasks { key: ${index} value: ${JSON.stringify(address)} }`);
    return `job { name: "${name}" ${addresses.join(' ')} }`;
  });
  const coordinated = jobs.map(
    ({ name, members }) => `coordinated_job_list { name: "${name}" num_tasks: ${members.length} }`,
  );
  return `
    cluster { ${cluster.join(' ')} }
    job_name: "${own.job}" task_index: ${own.index} protocol: "grpc"
    default_session_config {
      device_filters: "/job:${own.job}/task:${own.index}"
      experimental {
        collective_group_leader: "${leader}"
        coordination_config {
          service_type: "standalone" service_leader: "${leader}" enable_health_check: true
          cluster_register_with_barrier: true cluster_register_timeout_in_ms: ${patience.join}
          heartbeat_timeout_in_ms: ${patience.heartbeat}
          ${coordinated.join(' ')}
        }
      }
    }`;
}

/** A task as TensorFlow names it. */
function taskName({ job, index }: Task): string {
  return `/job:${job}/replica:0/task:${index}`;
}

import { readOpenMpi } from './environments/open-mpi.js';
import { readSlurm } from './environments/slurm.js';
import { readTfConfig } from './environments/tf-config.js';
import { readTorchrun } from './environments/torchrun.js';
import type { Environment } from './environments/variables.js';

/** One process of a cluster. */
export interface Task {
  /** `chief` or `worker`. */
  readonly job: string;
  /** Among the tasks of its job. */
  readonly index: number;
  /** `host:port` that the others reach it by. */
  readonly address: string;
}

/** The processes that train together, in the order of their ranks, and which of them this one is. */
export interface Cluster {
  readonly tasks: readonly Task[];
  readonly rank: number;
}

/**
 * Every launcher that is understood, the one nearest to this process first: a TFJob may lie on Slurm's nodes and `mpirun` in a
 * Slurm job, never the other way round.
 */
const READERS = [readTfConfig, readTorchrun, readOpenMpi, readSlurm];

/**
 * The cluster that a launcher announced to this process; undefined for a process on its own. The first of TF_CONFIG (Kubeflow,
 * Vertex AI, `--processes`), RANK and WORLD_SIZE (torchrun), OMPI_COMM_WORLD_* (Open MPI) and SLURM_* (srun) that is there
 * decides alone; docs/scale.md lists the variables.
 * @throws ContrasegError where its variables contradict each other or some are missing
 */
export function clusterFromEnvironment(env: Environment): Cluster | undefined {
  for (const read of READERS) {
    const cluster = read(env);
    if (cluster) return cluster.tasks.length > 1 ? cluster : undefined;
  }
  return undefined;
}

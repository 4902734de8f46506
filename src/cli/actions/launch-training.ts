import { locateRun } from '../../api/locate-run.js';
import { clusterFromEnvironment } from '../../core/distributed/cluster.js';
import { nestedCluster } from '../../core/errors/cluster.js';
import { ContrasegError } from '../../core/errors/index.js';
import { runExists } from '../../core/errors/run.js';
import type { TrainCommandOptions } from '../commands/train.js';
import { launch } from '../launch/launch.js';
import { resumeCommand, runOf, type Source } from '../run-of.js';

/** `contraseg train --processes`: what is wrong with the configuration is told here, once and before any process starts. */
export async function launchTraining(source: Source, options: TrainCommandOptions, processes: number): Promise<void> {
  const cluster = clusterFromEnvironment(process.env);
  if (cluster) throw new ContrasegError(nestedCluster(cluster.tasks.length));
  const run = runOf(source, options);
  const { directory, given } = await locateRun(run);
  given?.registry.dispose();
  if (!options.dryRun && run.mode === 'new' && directory.resumable) {
    throw new ContrasegError(runExists(directory.path));
  }
  const { exitCode, problems } = await launch({
    processes,
    maxRestarts: options.maxRestarts ?? 0,
    directory: options.dryRun ? undefined : directory,
    program: [process.execPath, ...process.execArgv, process.argv[1]!],
    args: process.argv.slice(2),
    resume: resumeCommand(directory.path, processes),
  });
  process.exitCode = exitCode;
  if (problems) throw new ContrasegError(problems);
}

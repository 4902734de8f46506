import { rankEnded } from '../../core/errors/cluster.js';
import type { Problem } from '../../core/errors/index.js';
import type { RankEnding } from './rank-ending.js';

/** Begins with the rank already. */
const OF_CLUSTER = 'CONTRASEG_CLUSTER_';

/** What to tell of a rank that failed: its own problems, with its number, or how it ended. @param resume command that goes on */
export function problemsOf(ending: RankEnding, resume: string): readonly Problem[] {
  const { rank, problems, error, code, signal } = ending;
  if (problems) {
    return problems.map((problem) => {
      return problem.code.startsWith(OF_CLUSTER)
        ? problem
        : { ...problem, message: `rank ${rank}: ${problem.message}` };
    });
  }
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}${error ? `: ${error}` : ''}`;
  const log = rank > 0 ? `its last words are in rank-${rank}.log\n` : '';
  const memory = signal === 'SIGKILL' ? 'the system ends processes like that where memory is short\n' : '';
  return [rankEnded(rank, ending.pid, how, `${log}${memory}go on with: ${resume}`)];
}

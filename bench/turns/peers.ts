import { join } from 'node:path';
import { Contestant } from './contestant.js';

/** PyTorch running bench/peer/`script`; nothing, and a line that says so, where there is none. */
export async function startPyTorch(label: string, script: string, args: readonly string[] = []) {
  const command = process.env.CONTRASEG_BENCH_PYTHON || 'python3';
  const env = { PYTHONWARNINGS: 'ignore' }; // that NumPy is missing
  const contestant = await Contestant.start({ label, command, args: [join('bench/peer', script), ...args], env });
  if (!contestant) console.error(`no comparison with ${label}: ${command} does not have PyTorch`);
  return contestant;
}

/** A module of this bench in a process of its own. */
export async function startOurs(
  label: string,
  module: URL,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Contestant> {
  const contestant = await Contestant.start({
    label,
    command: process.execPath,
    args: [module.pathname, ...args],
    env,
  });
  if (!contestant) throw new Error(`${label} did not start`);
  return contestant;
}

/** For TensorFlow, our own kernels and PyTorch alike, in the processes that are started from now on. */
export function limitThreads(threads: string | undefined): void {
  if (threads === undefined) return;
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'OMP_NUM_THREADS']) process.env[name] = threads;
}

import pc from 'picocolors';
import { type Diagnosis, diagnose, type EngineDiagnosis } from '../../core/engine/doctor/diagnose.js';
import { plainTable } from '../print.js';

export async function runDoctor({ json }: { readonly json?: boolean }): Promise<void> {
  const diagnosis = await diagnose();
  console.log(json ? JSON.stringify(diagnosis, null, 2) : describe(diagnosis));
}

function describe({ node, platform, gpus, engines }: Diagnosis): string {
  const head = ['engine', 'state', 'TensorFlow', 'threads', 'matmul', 'conv 3x3', 'kernels missing for training'];
  const table = plainTable(head, ['left', 'left', 'right', 'right', 'right', 'left']);
  for (const engine of engines) table.push(row(engine));
  const devices = gpus.length > 0 ? gpus.join('\n      ') : 'no NVIDIA GPU that the driver lists';
  const best = engines.find((engine) => engine.loads);
  const fixes = engines.filter((engine) => !engine.loads).map((engine) => fixLine(engine));
  return [
    `Node ${node} on ${platform}`,
    `GPU:  ${devices}`,
    table.toString(),
    best ? `engine: auto takes ${pc.bold(best.name)}` : 'no engine loads',
    ...engines.flatMap(oneDnnLine),
    ...fixes,
  ].join('\n');
}

function row({ name, examination }: EngineDiagnosis): string[] {
  if (!examination) return [name, pc.yellow('does not load'), '', '', '', '', ''];
  const { tensorflow = '', threads, matmul, convolution, missingKernels } = examination;
  const speed = (gflops: number) => `${gflops < 10 ? gflops.toFixed(1) : gflops.toFixed(0)} GFLOP/s`;
  const missing = missingKernels.join(', ') || 'none';
  return [name, pc.green('loaded'), tensorflow, String(threads), speed(matmul), speed(convolution), missing];
}

function oneDnnLine({ name, examination }: EngineDiagnosis): string[] {
  if (!examination?.oneDnn) return [];
  const { enabled, decidedBy } = examination.oneDnn;
  return [`${name}: oneDNN ${enabled ? 'on' : 'off'}, decided by ${decidedBy}`];
}

function fixLine({ name, reason, fix }: EngineDiagnosis): string {
  return `${name}: ${reason}${fix ? `; try: ${pc.bold(fix)}` : ''}`;
}

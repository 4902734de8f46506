import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { command } from '../native/command.js';
import { REMEDIES } from '../notice.js';
import { ENGINE_REQUESTS } from '../requests.js';
import type { EngineName } from '../select-engine.js';
import type { Examination } from './examine.js';

export interface EngineDiagnosis {
  readonly name: EngineName;
  readonly loads: boolean;
  /** Where it loads. */
  readonly examination?: Examination;
  /** Why it does not. */
  readonly reason?: string;
  /** The command that mends it, where there is one. */
  readonly fix?: string;
}

export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  /** NVIDIA devices that the driver lists, whether an engine can use them or not. */
  readonly gpus: readonly string[];
  readonly engines: readonly EngineDiagnosis[];
}

/** Loads every engine in a process of its own and measures it. */
export async function diagnose(): Promise<Diagnosis> {
  const gpus = await listGpus();
  const engines: EngineDiagnosis[] = [];
  for (const name of ENGINE_REQUESTS) {
    if (name !== 'auto') engines.push(await diagnoseEngine(name));
  }
  return { node: process.version, platform: `${process.platform}-${process.arch}`, gpus, engines };
}

async function listGpus(): Promise<string[]> {
  const list = await command('nvidia-smi', ['--list-gpus'], { timeout: 10_000 }).catch(() => '');
  return list.split('\n').filter(Boolean);
}

function diagnoseEngine(name: EngineName): Promise<EngineDiagnosis> {
  const script = fileURLToPath(new URL('./examine.js', import.meta.url));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, name], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('close', (status, signal) => {
      const last = output.trim().split('\n').at(-1);
      if (status === 0 && last) return resolve({ name, loads: true, examination: JSON.parse(last) as Examination });
      const why = /does not load: (.*)\.$/m.exec(errors)?.[1];
      const reason = why ?? (signal ? `ended by ${signal} while loading` : errors.trim().split('\n')[0]);
      resolve({ name, loads: false, reason: reason || 'unknown', fix: REMEDIES[name] });
    });
  });
}

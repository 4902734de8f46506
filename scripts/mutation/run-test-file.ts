import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HIT_LIMIT, RECORD_FOLDER, type Recorded } from './record-coverage.js';
import { REPOSITORY } from './scope.js';

export interface TestFileRun {
  readonly passed: boolean;
  /** The title of the first failed test, or how the output ends. */
  readonly failure: string;
  readonly milliseconds: number;
  /** How often each mutant was passed, by its id. */
  readonly coverage: Readonly<Record<string, number>>;
  /** How often the active mutant was executed; absent without a limit. */
  readonly hitCount: number | undefined;
}

export interface TestFileOptions {
  readonly mutant?: string;
  readonly hitLimit?: number;
}

const AVA = join(REPOSITORY, 'node_modules/ava/entrypoints/cli.mjs');
const HOOK = new URL('./record-coverage.js', import.meta.url).href;

/** Runs one TypeScript test file, compiled, with AVA in the working directory; the mutant sleeps unless it is named. */
export async function runTestFile(file: string, { mutant, hitLimit }: TestFileOptions): Promise<TestFileRun> {
  const compiled = join('dist', file.replace(/\.ts$/, '.js'));
  const folder = await mkdtemp(join(tmpdir(), 'contraseg-mutation-'));
  const start = performance.now();
  try {
    const ava = spawn('node', [AVA, '--tap', '--fail-fast', compiled], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: `--import=${HOOK}`,
        [RECORD_FOLDER]: folder,
        [HIT_LIMIT]: hitLimit?.toString(),
        __STRYKER_ACTIVE_MUTANT__: mutant,
      },
    });
    const status = new Promise<number | null>((done) => ava.on('close', done));
    const output = await text(ava.stdout);
    const passed = (await status) === 0;
    const records = await readRecords(folder);
    const counts = records.flatMap(({ hitCount }) => hitCount ?? []);
    return {
      passed,
      failure: /^not ok \d+ - (.*)$/m.exec(output)?.[1] ?? output.slice(-500),
      milliseconds: performance.now() - start,
      coverage: sum(records.map(({ mutantCoverage }) => mutantCoverage?.static ?? {})),
      hitCount: counts.length > 0 ? Math.max(...counts) : undefined,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readRecords(folder: string): Promise<Recorded[]> {
  const files = await readdir(folder);
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Recorded));
}

function sum(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [id, count] of counts.flatMap(Object.entries<number>)) total[id] = (total[id] ?? 0) + count;
  return total;
}

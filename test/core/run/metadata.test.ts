import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ContrasegError } from '../../../src/core/errors/index.js';
import { RunDirectory } from '../../../src/core/run/directory.js';
import { readMetadata, recordResumption, writeMetadata } from '../../../src/core/run/metadata.js';
import { VERSION } from '../../../src/core/version.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const ENGINE = { name: 'wasm', backend: 'wasm', threads: 1, reason: 'asked for' } as const;
const PLUGINS = [{ name: 'builtin', version: VERSION, specifier: 'builtin' }];
const CLASSES = [{ name: 'road', color: [128, 64, 128] as const }];

/** What every record says of the program; the command without the folder of its script. */
const PROGRAM = {
  contraseg: VERSION,
  node: process.version,
  engine: ENGINE,
  command: [basename(process.argv[1]!), ...process.argv.slice(2)],
};

async function written(t: ExecutionContext): Promise<RunDirectory> {
  const directory = new RunDirectory(temporaryFolder(t));
  await writeMetadata(directory, { engine: ENGINE, plugins: PLUGINS, classes: CLASSES as never, ignoreIndex: 254 });
  return directory;
}

/** The time of a record, which must be now. */
function assertNow(t: ExecutionContext, time: string): void {
  t.true(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
}

test('the record of a run says what it was made with, and when', async (t) => {
  const directory = await written(t);
  const { started, ...rest } = await readMetadata(directory);
  t.deepEqual(rest, { ...PROGRAM, plugins: PLUGINS, classes: CLASSES, ignoreIndex: 254, resumed: [] } as never);
  assertNow(t, started);
  t.regex(readFileSync(directory.metadata, 'utf8'), /^\{\n {2}"contraseg"[\s\S]*\}\n$/, 'for readers too');
});

test('each time that a run goes on is added to its record', async (t) => {
  const directory = await written(t);
  const before = await readMetadata(directory);
  const changes = [{ path: 'trainer.iterations', before: 4, after: 6 }];
  await recordResumption(directory, ENGINE, { iteration: 4, changes });
  await recordResumption(directory, { ...ENGINE, threads: 2 }, { iteration: 6, changes: [] });
  const { resumed, ...rest } = await readMetadata(directory);
  t.deepEqual({ ...rest, resumed: [] }, before);
  t.deepEqual(
    resumed.map(({ time: _, ...entry }) => entry),
    [
      { ...PROGRAM, iteration: 4, changes },
      { ...PROGRAM, engine: { ...ENGINE, threads: 2 }, iteration: 6, changes: [] },
    ],
  );
  for (const { time } of resumed) assertNow(t, time);
});

async function refusal(t: ExecutionContext, directory: RunDirectory): Promise<string> {
  const error = await t.throwsAsync(readMetadata(directory), {
    instanceOf: ContrasegError,
    code: 'CONTRASEG_DAMAGED_METADATA',
  });
  t.is(error!.problems[0]!.file, directory.metadata);
  return error!.message;
}

test('a record that is missing or no JSON is refused with the reason', async (t) => {
  const directory = new RunDirectory(temporaryFolder(t));
  t.regex(await refusal(t, directory), /ENOENT/);
  writeFileSync(directory.metadata, '{"contraseg": ');
  t.regex(await refusal(t, directory), /not the record of a run: .*JSON/);
});

test('everything that is wrong with a record is named', async (t) => {
  const directory = await written(t);
  const good = JSON.parse(readFileSync(directory.metadata, 'utf8')) as Record<string, unknown>;
  const refuse = (changes: object) => {
    writeFileSync(directory.metadata, JSON.stringify({ ...good, ...changes }));
    return refusal(t, directory);
  };
  const message = await refuse({
    node: 20,
    classes: [{ name: 'road', color: [1, 2] }],
    plugins: [{ name: 'builtin' }],
  });
  for (const reason of [/node: /, /classes\.0\.color: /, /plugins\.0\.version: /, /plugins\.0\.specifier: /]) {
    t.regex(message, reason);
  }
  t.regex(message, /; /);
  t.regex(await refuse({ classes: [] }), /classes: /);
  t.regex(await refuse({ engine: { name: 'wasm' } }), /engine\.backend: .*engine\.threads: .*engine\.reason: /);
  t.regex(await refuse({ command: [1], started: 1, contraseg: 1 }), /contraseg: .*command\.0: .*started: /);
  const resumption = { ...PROGRAM, time: 'now', iteration: -1, changes: [{ path: 1 }] };
  t.regex(await refuse({ resumed: [resumption] }), /resumed\.0\.iteration: .*resumed\.0\.changes\.0\.path: /);
  t.regex(await refuse({ resumed: [{ ...resumption, iteration: 0.5, time: 1 }] }), /resumed\.0\.time: .*iteration: /);
  writeFileSync(directory.metadata, '[]');
  t.regex(await refusal(t, directory), /the file: /);
});

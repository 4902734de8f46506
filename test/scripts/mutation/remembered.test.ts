import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MutantRunResult, MutantRunStatus } from '@stryker-mutator/api/test-runner';
import test, { type ExecutionContext } from 'ava';
import { isSampled, RememberedResults } from '../../../scripts/mutation/remembered.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const SURVIVED: MutantRunResult = { status: MutantRunStatus.Survived, nrOfTests: 2 };

/** A source file with a mutant, and two tests. */
function setting(t: ExecutionContext) {
  const folder = temporaryFolder(t, { 'source.ts': 'a + b', 'one.test.ts': '1', 'two.test.ts': '2' });
  const [source, one, two] = ['source.ts', 'one.test.ts', 'two.test.ts'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const place = { start: { line: 0, column: 0 }, end: { line: 0, column: 5 } };
  const mutant = {
    id: '7',
    fileName: source,
    location: place,
    mutatorName: 'ArithmeticOperator',
    replacement: 'a - b',
  };
  const killed: MutantRunResult = {
    status: MutantRunStatus.Killed,
    killedBy: [one],
    failureMessage: 'adds',
    nrOfTests: 1,
  };
  const file = join(folder, '.mutation/results.jsonl');
  return {
    source,
    one,
    two,
    mutant,
    killed,
    file,
    open: (copied = Number.POSITIVE_INFINITY) => new RememberedResults(file, folder, copied),
  };
}

test('a result is there for the next process, whatever number its mutant has then', async (t) => {
  const { one, two, mutant, killed, open } = setting(t);
  t.is(open().get(mutant, [one, two]), undefined);
  await open().add(mutant, [one, two], killed);
  t.deepEqual(open().get({ ...mutant, id: '8' }, [one, two]), killed);
  t.is(open().get({ ...mutant, replacement: 'a * b' }, [one, two]), undefined);
});

test('a change of the mutated file or of the killing test makes a result void, one of another test does not', async (t) => {
  const { source, one, two, mutant, killed, open } = setting(t);
  await open().add(mutant, [one, two], killed);
  writeFileSync(two, 'changed');
  t.deepEqual(open().get(mutant, [one, two]), killed);
  t.is(open().get(mutant, [two]), undefined, 'the killer does not pass the mutant any more');
  writeFileSync(one, 'changed');
  t.is(open().get(mutant, [one, two]), undefined);
  writeFileSync(one, '1');
  writeFileSync(source, 'a  + b');
  t.is(open().get(mutant, [one, two]), undefined);
});

test('a mutant that survived is tried again when any of its tests changed or one came', async (t) => {
  const { one, two, mutant, open } = setting(t);
  await open().add(mutant, [one], SURVIVED);
  t.deepEqual(open().get(mutant, [one]), SURVIVED);
  t.is(open().get(mutant, [one, two]), undefined);
  writeFileSync(one, 'changed');
  t.is(open().get(mutant, [one]), undefined);
});

test('a line that a kill cut off is left out and takes no other along', async (t) => {
  const { one, mutant, killed, file, open } = setting(t);
  await open().add(mutant, [one], killed);
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"mutant":"12`);
  t.deepEqual(open().get(mutant, [one]), killed);
  await open().add({ ...mutant, replacement: 'a * b' }, [one], SURVIVED);
  t.deepEqual(open().get({ ...mutant, replacement: 'a * b' }, [one]), SURVIVED);
});

test('a share of the mutants is that share of them, the same every time, and within every larger share', (t) => {
  const { mutant } = setting(t);
  const mutants = Array.from({ length: 1000 }, (_, i) => ({ ...mutant, replacement: `a - ${i}` }));
  const sample = (share: number) => mutants.filter((each) => isSampled(each, '', share));
  t.deepEqual([sample(0).length, sample(1).length], [0, 1000]);
  t.true(Math.abs(sample(0.25).length - 250) < 55, `${sample(0.25).length}`);
  t.deepEqual(sample(0.25), sample(0.25));
  t.true(sample(0.25).every((each) => sample(0.4).includes(each)));
});

test('nothing is remembered or known of a source that changed while its mutants were tried', async (t) => {
  const { source, one, mutant, killed, open } = setting(t);
  const { mtimeMs } = statSync(source);
  await open(mtimeMs - 1).add(mutant, [one], killed);
  t.is(open().get(mutant, [one]), undefined);
  await open(mtimeMs).add(mutant, [one], killed);
  t.is(open(mtimeMs - 1).get(mutant, [one]), undefined);
  t.deepEqual(open(mtimeMs).get(mutant, [one]), killed);
});

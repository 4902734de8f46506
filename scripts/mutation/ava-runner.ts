import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { isSampled, RememberedResults } from './remembered.js';
import { runTestFile, type TestFileOptions } from './run-test-file.js';
import { FOLDER, REPOSITORY, SCOPES } from './scope.js';
import { TestOrder } from './test-order.js';

/** The share of the mutants to try. */
const SHARE = Number(process.env.MUTATION_SHARE ?? 1);

/** Runs compiled AVA tests for Stryker. A test file, in a process of its own, is what Stryker takes for one test. */
class AvaRunner implements TestRunner {
  private readonly remembered = new RememberedResults(
    join(REPOSITORY, FOLDER, 'results.jsonl'),
    REPOSITORY,
    statSync('package.json').mtimeMs,
  );
  private readonly order = new TestOrder();

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async dryRun({ files = [] }: DryRunOptions): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const perTest: Record<string, Record<string, number>> = {};
    const mutated = files.map((file) => relative(process.cwd(), file));
    const scopes = SCOPES.filter(({ sources }) => mutated.some((file) => file.startsWith(`${sources}/`)));
    for (const file of await testFiles(scopes.flatMap((scope) => scope.tests))) {
      const { passed, failure, milliseconds, coverage } = await runTestFile(file, {});
      const test = { id: file, name: file, fileName: file, timeSpentMs: milliseconds };
      tests.push(
        passed
          ? { ...test, status: TestStatus.Success }
          : { ...test, status: TestStatus.Failed, failureMessage: failure },
      );
      perTest[file] = coverage;
      this.order.setTime(file, milliseconds);
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    const source = relative(REPOSITORY, activeMutant.fileName);
    const scope = SCOPES.find(({ sources }) => source.startsWith(`${sources}/`));
    const tests = testFilter.filter((file) => scope?.tests.some((folder) => file.startsWith(`${folder}/`)));
    if (!isSampled(activeMutant, REPOSITORY, SHARE)) {
      // Stryker counts it as an error, and errors in no score.
      return { status: MutantRunStatus.Error, errorMessage: `not in the sample of ${100 * SHARE} %` };
    }
    const known = this.remembered.get(activeMutant, tests);
    if (known) return known;
    const result = await this.firstFailure(source, tests, { mutant: activeMutant.id, hitLimit });
    await this.remembered.add(activeMutant, tests, result);
    return result;
  }

  private async firstFailure(source: string, tests: string[], options: TestFileOptions): Promise<MutantRunResult> {
    for (const [i, file] of this.order.sort(source, tests).entries()) {
      const { passed, failure, hitCount } = await runTestFile(file, options);
      this.order.record(source, file, !passed);
      if (passed) continue;
      if (determineHitLimitReached(hitCount, options.hitLimit)) return { status: MutantRunStatus.Timeout };
      return { status: MutantRunStatus.Killed, killedBy: [file], failureMessage: failure, nrOfTests: i + 1 };
    }
    return { status: MutantRunStatus.Survived, nrOfTests: tests.length };
  }
}

async function testFiles(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
  const files = found.flatMap((names, i) => names.map((name) => join(folders[i]!, name)));
  return files.filter((file) => file.endsWith('.test.ts')).sort();
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'ava', AvaRunner)];

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
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
import { RememberedResults } from './remembered.js';
import { runTestFile } from './run-test-file.js';
import { FOLDER, REPOSITORY, TEST_FOLDERS } from './scope.js';

/** Runs compiled AVA tests for Stryker. A test file, in a process of its own, is what Stryker takes for one test. */
class AvaRunner implements TestRunner {
  private readonly remembered = new RememberedResults(join(REPOSITORY, FOLDER, 'results.jsonl'), REPOSITORY);
  /** Test files in the order in which they are tried. */
  private order: string[] = [];

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const found = await Promise.all(TEST_FOLDERS.map((folder) => readdir(folder, { recursive: true }).catch(() => [])));
    const files = found.flatMap((names, i) => names.map((name) => join(TEST_FOLDERS[i]!, name)));
    this.order = files.filter((file) => file.endsWith('.test.ts')).sort();
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const perTest: Record<string, Record<string, number>> = {};
    for (const file of this.order) {
      const { passed, failure, milliseconds, coverage } = await runTestFile(file, {});
      const test = { id: file, name: file, fileName: file, timeSpentMs: milliseconds };
      tests.push(
        passed
          ? { ...test, status: TestStatus.Success }
          : { ...test, status: TestStatus.Failed, failureMessage: failure },
      );
      perTest[file] = coverage;
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    const tests = this.order.filter((file) => testFilter?.includes(file) ?? true);
    const known = this.remembered.get(activeMutant, tests);
    if (known) return known;
    const result = await this.firstFailure(tests, activeMutant.id, hitLimit);
    this.remembered.add(activeMutant, tests, result);
    return result;
  }

  private async firstFailure(tests: readonly string[], mutant: string, hitLimit?: number): Promise<MutantRunResult> {
    for (const [i, file] of tests.entries()) {
      const { passed, failure, hitCount } = await runTestFile(file, { mutant, hitLimit });
      if (passed) continue;
      // The next mutant is near this one: what killed this one has the best chance.
      this.order = [file, ...this.order.filter((other) => other !== file)];
      if (determineHitLimitReached(hitCount, hitLimit)) return { status: MutantRunStatus.Timeout };
      return { status: MutantRunStatus.Killed, killedBy: [file], failureMessage: failure, nrOfTests: i + 1 };
    }
    return { status: MutantRunStatus.Survived, nrOfTests: tests.length };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'ava', AvaRunner)];

import { fileURLToPath } from 'node:url';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { FOLDER, SCOPES } from './scope.js';

/** One process at a time, in a copy of the repository that is built once with all mutants in it, asleep. */
const config: PartialStrykerOptions = {
  plugins: ['ava-runner.js', 'descriptions.js'].map((name) => fileURLToPath(new URL(name, import.meta.url))),
  testRunner: 'ava',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  mutate: SCOPES.map((folder) => `src/${folder}/**/*.ts`),
  ignorers: ['descriptions'],
  ignorePatterns: ['dist', 'runs', 'docs', 'bench', FOLDER],
  buildCommand: 'tsc --noCheck',
  // A loop without end stops at its hit limit; the clock is for what hangs, and must not strike on a busy machine.
  timeoutMS: 60_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 15,
  tempDirName: `${FOLDER}/sandbox`,
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `${FOLDER}/report.html` },
  jsonReporter: { fileName: `${FOLDER}/report.json` },
  thresholds: { high: 95, low: 90, break: null },
  allowConsoleColors: false,
};

export default config;

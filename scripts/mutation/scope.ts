import { fileURLToPath } from 'node:url';

/** What is mutated, and the folders whose tests must notice. Tests elsewhere would kill more, at many times the price. */
export const SCOPES = [
  { sources: 'src/plugins/pixel-contrast', tests: ['test/plugins/pixel-contrast'] },
  { sources: 'src/core/training', tests: ['test/core/training', 'test/api'] },
  { sources: 'src/core/run', tests: ['test/core/run', 'test/api'] },
] as const;

/** Where Stryker works and reports, in the repository; git ignores it. */
export const FOLDER = '.mutation';

/** The repository, also for what works in Stryker's copy of it. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
